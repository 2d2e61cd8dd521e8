package shop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.order.status.TestOrders;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service with real topics: what it reads, answers and publishes. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "shop.ops.token=" + OrderServiceIT.OPS_TOKEN})
class OrderServiceIT {

    static final String OPS_TOKEN = "a-token-for-tests-that-is-long-enough";

    @Autowired
    ApplicationContext service;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
    }

    @Test
    void orderPlacedAndReservedOnTheTopicsIsFollowedLiveAndConfirmedOnOrderEvents() {
        var tests = new TestOrders(service);
        var api = new OrderApi(service);
        Shopper shopper = TestOrders.newShopper();
        UUID orderId = TestOrders.newId();
        try (var stream = api.follow(shopper, orderId)) {
            publish(tests.placedRecord(orderId, shopper));
            await().atMost(Duration.ofSeconds(60)).until(() -> stream.events().equals(List.of("1 PLACED")));
            publish(tests.reservedRecord(orderId));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> stream.events().equals(List.of("1 PLACED", "2 CONFIRMED")));
            assertThat(api.cancel(shopper, orderId).statusCode()).isEqualTo(200);
            stream.awaitEnd();
        }
        assertThat(published(orderId, 2)).containsExactly("order.confirmed.v1", "order.cancelled.v1");
    }

    @Test
    void operatorsSeeFactsStatusesAndEventsOfAnOrderWithoutPersonalData() throws Exception {
        var tests = new TestOrders(service);
        Shopper shopper = TestOrders.newShopper();
        UUID orderId = TestOrders.newId();
        ConsumerRecord<String, byte[]> placed = tests.placedRecord(orderId, shopper);
        publish(placed);
        publish(tests.reservedRecord(orderId));
        String placedId = new String(placed.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kindsAndDetails(trace(orderId, placedId)))
                        .contains(
                                "FACT placed",
                                "FACT stock reserved",
                                "STATUS PLACED",
                                "STATUS CONFIRMED",
                                "INBOX " + placedId,
                                "OUTBOX order.confirmed.v1 published true"));

        assertThat(trace(orderId, placedId).toString())
                .doesNotContain(shopper.id().toString())
                .doesNotContainIgnoringCase("delivery");
        assertThat(trace(TestOrders.newId(), placedId)
                        .path("steps")
                        .valueStream()
                        .map(step -> step.path("kind").asString()))
                .containsExactly("INBOX");
    }

    @Test
    void operatorsSeeTheDeadLetterThatAnOrderWaitsBehind() throws Exception {
        UUID orderId = TestOrders.newId();
        ConsumerRecord<String, byte[]> good = new TestOrders(service).placedRecord(orderId, TestOrders.newShopper());
        var damaged = new ConsumerRecord<>(good.topic(), 0, 0, good.key(), "{}".getBytes(StandardCharsets.UTF_8));
        good.headers().forEach(damaged.headers()::add);
        String eventId = new String(good.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);

        publish(damaged);

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode letter = trace(orderId, eventId).path("steps").path(0);
            assertThat(letter.path("kind").asString()).isEqualTo("LETTER");
            assertThat(letter.path("eventId").asString()).isEqualTo(eventId);
            assertThat(letter.at("/details/state").asString()).isEqualTo("OPEN");
            assertThat(letter.at("/details/consumer").asString()).startsWith("order-service");
        });
    }

    private JsonNode trace(UUID orderId, String event) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                    + service.getEnvironment().getProperty("local.management.port")
                                    + "/ops/api/v1/orders/" + orderId + "?event=" + event))
                            .header("Authorization", "Bearer " + OPS_TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return new JsonMapper().readTree(answer.body());
        }
    }

    private static List<String> kindsAndDetails(JsonNode trace) {
        return trace.path("steps")
                .valueStream()
                .map(step -> step.path("kind").asString()
                        + switch (step.path("kind").asString()) {
                            case "FACT" -> " " + step.at("/details/fact").asString();
                            case "STATUS" -> " " + step.at("/details/status").asString();
                            case "INBOX" -> " " + step.path("eventId").asString();
                            default ->
                                " " + step.at("/details/type").asString() + " published "
                                        + step.at("/details/published").asBoolean();
                        })
                .toList();
    }

    private void publish(ConsumerRecord<String, byte[]> record) {
        try (var producer = new KafkaProducer<String, byte[]>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        Infrastructure.kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        }
    }

    private static List<String> published(UUID orderId, int expected) {
        var types = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<String, byte[]>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        Infrastructure.kafka().bootstrapServers(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "order-service-it-" + orderId,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("order.events"));
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.key().equals(orderId.toString())) {
                        types.add(new String(
                                record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8));
                    }
                });
                return types.size() >= expected;
            });
        }
        return types;
    }
}
