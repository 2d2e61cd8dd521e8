package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;
import static shop.order.status.TestOrders.placing;
import static shop.order.status.TestOrders.reservation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
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
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.ServiceDatabase;
import shop.messaging.replay.Replay;
import shop.messaging.replay.Replays;
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

    private static final String PASSWORD = "for-tests-only";
    private static final String WHO = "ops@example.org";
    private static final TestPostgres postgres = Infrastructure.newPostgres();

    @TempDir
    private static Path folder;

    private static LocalKafka kafka;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private Replays replays;

    @Autowired
    private JdbcTemplate database;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) throws Exception {
        postgres.start();
        int forUsers = startBroker();
        for (String line : lines("../infra/kafka-acls", "--print", "dev")) {
            acls(line.substring(line.indexOf("--add")));
        }
        var order = new ServiceDatabase("order");
        order.createIfMissing(postgres, Infrastructure.PASSWORD);
        registry.add("spring.datasource.url", () -> postgres.url(order.name()));
        registry.add("spring.datasource.username", order::app);
        registry.add("spring.datasource.password", () -> Infrastructure.PASSWORD);
        registry.add("spring.flyway.user", order::owner);
        registry.add("spring.flyway.password", () -> Infrastructure.PASSWORD);
        registry.add("shop.relay.username", order::relay);
        registry.add("shop.relay.password", () -> Infrastructure.PASSWORD);
        registry.add("shop.http.session-key", () -> "a-session-key-for-tests-only-32-chars");
        registry.add("spring.kafka.bootstrap-servers", () -> "127.0.0.1:" + forUsers);
        registry.add("spring.kafka.security.protocol", () -> "SASL_PLAINTEXT");
        registry.add("spring.kafka.properties.sasl.mechanism", () -> "PLAIN");
        registry.add(
                "spring.kafka.properties.sasl.jaas.config",
                () -> login("username=\"order\" password=\"" + PASSWORD + "\""));
    }

    /** @return the port at which users prove who they are; at the other one everything is allowed */
    private static int startBroker() {
        int open = FreePorts.next();
        int controller = FreePorts.next();
        int forUsers = FreePorts.next();
        kafka = new LocalKafka(
                folder.resolve("data"),
                folder.resolve("kafka.log"),
                open,
                controller,
                List.of("-Xmx384m", "-XX:+UseSerialGC"),
                Map.of(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:" + open + ",SASL_PLAINTEXT://127.0.0.1:" + forUsers
                                + ",CONTROLLER://127.0.0.1:" + controller,
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:" + open + ",SASL_PLAINTEXT://127.0.0.1:" + forUsers,
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        login("user_order=\"" + PASSWORD + "\""),
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"));
        kafka.start();
        kafka.createTopics(Infrastructure.TOPICS, 3);
        return forUsers;
    }

    private static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required " + options + ";";
    }

    private static List<String> lines(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    /** As {@code kafka-acls.sh} with these words does it. */
    private static void acls(String words) {
        Exit.setExitProcedure((code, message) -> {
            throw new IllegalStateException(words + " ended with " + code + ": " + message);
        });
        try {
            AclCommand.main(Stream.concat(
                            Stream.of("--bootstrap-server", kafka.bootstrapServers()),
                            Arrays.stream(words.split(" ")).map(word -> word.replace("'", "")))
                    .toArray(String[]::new));
        } finally {
            Exit.resetExitProcedure();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
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

        acls("--remove --force --allow-principal User:order --consumer --topic checkout.events --group order-service");
        // A fetch that the broker had under way is still answered.
        soon().untilAsserted(() -> assertThat(consumers()).contains("OUT_OF_SERVICE", "uthoriz"));
        UUID waiting = placed();
        assertThat(status(waiting)).isEmpty();
        acls("--add --force --allow-principal User:order --consumer --topic checkout.events --group order-service");
        soon().until(() -> status(waiting).equals("CONFIRMED"));
        soon().until(() -> consumers().contains("UP"));

        acls("--remove --force --allow-principal User:order --producer --topic order.events");
        UUID untold = placed();
        soon().until(() -> status(untold).equals("CONFIRMED"));
        soon().untilAsserted(() -> assertThat(relay()).contains("needs the right to write to the topic"));
        acls("--add --force --allow-principal User:order --producer --topic order.events");
        soon().until(() -> relay().contains("UP"));
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
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
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
