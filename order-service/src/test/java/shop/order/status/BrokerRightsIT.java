package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;
import static shop.order.status.TestOrders.placing;
import static shop.order.status.TestOrders.reservation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.messaging.replay.Replay;
import shop.messaging.replay.Replays;
import shop.testing.servers.GuardedKafka;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestPostgres;

/**
 * The service on a broker that allows only what {@code infra/kafka-acls} allows in an account. What the service asks for beyond that is refused
 * here as there.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class BrokerRightsIT {

    private static final String WHO = "ops@example.org";
    private static final TestPostgres postgres = Infrastructure.newPostgres();

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Replays replays;

    @Autowired
    private JdbcTemplate database;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        kafka = new GuardedKafka(folder, "order");
        postgres.start();
        Infrastructure.settingsOn(postgres, "order", registry::add);
        kafka.settings("order", registry::add);
    }

    @AfterAll
    static void stop() {
        postgres.close();
        kafka.close();
    }

    @Test
    void whatTheAccountAllowsIsEnoughForOrdersAndForBuildingThemAgain(CapturedOutput log) {
        UUID id = placed();
        soon().until(() -> status(id).equals("CONFIRMED"));
        soon().until(() -> relay().contains("UP") && consumers().contains("UP"));

        Replay plan = replays.plan("order-status", false, null, "the rights are tried out", null, WHO, "test");
        assertThat(plan.plan().events().get("order.events")).isNotNull();
        replays.run(plan.id(), WHO);
        soon().until(() ->
                replays.find(plan.id()).left() == 0 && replays.find(plan.id()).events() > 0);
        assertThat(replays.verify(plan.id()).differences()).isZero();
        replays.swap(plan.id(), 0, WHO);
        replays.undo(plan.id(), WHO);

        assertThat(log.getAll()).doesNotContainIgnoringCase("not authorized");
    }

    @Test
    void aRightThatIsTakenAwayIsSaidAndNothingIsLostUntilItIsBack() {
        soon().until(() -> status(placed()).equals("CONFIRMED"));

        kafka.acls(
                "--remove --force --allow-principal User:order --consumer --topic checkout.events --group order-service");
        // A fetch that the broker had under way is still answered.
        soon().untilAsserted(() -> assertThat(consumers()).contains("OUT_OF_SERVICE", "uthoriz"));
        UUID waiting = placed();
        await("that it stays like that")
                .during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> status(waiting).isEmpty());
        kafka.acls(
                "--add --force --allow-principal User:order --consumer --topic checkout.events --group order-service");
        soon().until(() -> status(waiting).equals("CONFIRMED"));
        soon().until(() -> consumers().contains("UP"));

        kafka.acls("--remove --force --allow-principal User:order --producer --topic order.events");
        UUID untold = placed();
        soon().until(() -> status(untold).equals("CONFIRMED"));
        soon().untilAsserted(() -> assertThat(relay()).contains("needs the right to write to the topic"));
        kafka.acls("--add --force --allow-principal User:order --producer --topic order.events");
        soon().until(() -> relay().contains("UP"));
        soon().until(() -> isTold(untold));
    }

    /** Whether an event of the order is on the service's own topic. */
    private static boolean isTold(UUID order) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.open()), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("order.events").stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean isThere = false;
            while (!isThere
                    && partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    isThere |= order.toString().equals(record.key());
                }
            }
            return isThere;
        }
    }

    /** @return an order that is placed and reserved, for whoever may read that */
    private UUID placed() {
        var tests = new TestOrders(service);
        UUID id = newId();
        send(tests.record(placing(id, newShopper(), now())));
        send(tests.record(reservation(id, now())));
        return id;
    }

    private static void send(ConsumerRecord<String, byte[]> record) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.open()), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        }
    }

    private String status(UUID order) {
        return String.join(
                "", database.queryForList("select status from orders where order_id = ?", String.class, order));
    }

    private String relay() {
        return health("relayHealthIndicator");
    }

    private String consumers() {
        return health("consumerHealthIndicator");
    }

    private String health(String bean) {
        return String.valueOf(service.getBean(bean, HealthIndicator.class).health());
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(200));
    }
}
