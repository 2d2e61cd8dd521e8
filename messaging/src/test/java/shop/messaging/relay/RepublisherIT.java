package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import shop.messaging.relay.Republication.Selection;
import shop.messaging.relay.Republication.State;
import shop.testing.servers.Infrastructure;

/** Published events can be published again, chosen, in their order, by whichever process reads the slot. */
class RepublisherIT {

    private static final int PARTITIONS = 2;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OutboxDatabase database;
    private Republications republications;
    private TopicReader topic;
    private OutboxRelay relay;

    @BeforeEach
    void prepare() throws Exception {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        database.asSuperuser(
                "grant select on relay_progress to " + database.roles().app());
        republications = new Republications(JdbcClient.create(
                new DriverManagerDataSource(database.url(), database.roles().app(), Infrastructure.PASSWORD)));
        makeTopic();
        topic = newReader();
        relay = newRelay();
    }

    @AfterEach
    void stop() throws Exception {
        relay.stop();
        topic.close();
        database.dropSlots();
    }

    @Test
    void topicThatWasMadeAgainHasEverythingAgain() throws Exception {
        publish("a", 1, 20);
        publish("b", 1, 20);
        topic.close();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()))) {
            admin.deleteTopics(List.of(database.topic())).all().get();
        }
        soon().ignoreExceptions().until(() -> {
            makeTopic();
            return true;
        });
        topic = newReader();

        Republication asked = request(all());

        assertThat(asked.events()).isEqualTo(40);
        awaitDone(asked);
        soon().until(() -> topic.readOn().size() >= 40);
        assertThat(topic.firstOccurrences())
                .containsEntry("a", OutboxDatabase.payloads(1, 20))
                .containsEntry("b", OutboxDatabase.payloads(1, 20));
        assertThat(Relays.reEmitted(meters, "request")).isEqualTo(40);
        assertThat(republications.find(asked.id()).orElseThrow().published()).isEqualTo(40);
    }

    @Test
    void onlyWhatIsChosenComesAgain() throws Exception {
        publish("a", 1, 3);
        publish("b", 1, 3);
        database.asSuperuser("insert into outbox (aggregatetype, aggregateid, type, payload) values ('"
                + database.roles().name() + "', 'a', 'sample.erased.v1', '{}')");
        soon().until(() -> topic.readOn().size() == 7);
        awaitProven(7);
        Instant middle = Instant.now();
        soon().until(() -> Instant.now().isAfter(middle.plusMillis(2)));
        publish("a", 4, 2);

        awaitDone(request(new Selection(List.of("sample.erased.v1"), List.of(), null, Instant.now())));
        assertThat(again(9)).containsExactly("a {}");
        awaitDone(request(new Selection(List.of(), List.of("b"), null, Instant.now())));
        assertThat(again(10)).containsExactlyElementsOf(payloads("b", 1, 3));
        awaitDone(request(new Selection(List.of("sample.noted.v1"), List.of("a"), middle, Instant.now())));
        assertThat(again(13)).containsExactlyElementsOf(payloads("a", 4, 5));
        awaitDone(request(new Selection(List.of("sample.noted.v1"), List.of("a"), null, middle)));
        assertThat(again(15)).containsExactlyElementsOf(payloads("a", 1, 3));
        assertThat(request(new Selection(List.of("sample.unknown.v1"), List.of(), null, Instant.now()))
                        .events())
                .isZero();
    }

    /** It is in the outbox and comes by itself, after what its transaction's predecessors wrote. */
    @Test
    void whatIsNotPublishedYetIsNotChosen() throws Exception {
        publish("a", 1, 5);
        relay.stop();
        database.append("a", 6, 5);

        assertThat(request(all()).events()).isEqualTo(5);
    }

    @Test
    void anotherProcessGoesOnWhereOneEnded() throws Exception {
        publish("a", 1, 30);
        Republication asked = request(all(), 5);
        soon().until(() -> published(asked) >= 10);
        relay.stop();
        long before = published(asked);
        assertThat(before).isLessThan(30);
        assertThat(republications.find(asked.id()).orElseThrow().state()).isEqualTo(State.RUNNING);

        relay = newRelay();
        relay.start();
        awaitDone(asked);

        assertThat(again(30)).hasSizeBetween(30, 35).endsWith("a {\"n\" : 30}");
        assertThat(published(asked)).isEqualTo(30);
    }

    @Test
    void stoppedOneEndsBehindWhatIsBeingSent() throws Exception {
        publish("a", 1, 200);
        Republication asked = request(all(), 2);
        soon().until(() -> published(asked) >= 2);

        assertThat(republications.stop(asked.id())).isTrue();
        assertThat(republications.stop(asked.id())).as("a second time").isFalse();
        assertThat(republications.stop(UUID.randomUUID())).as("an unknown one").isFalse();

        Republication next = request(new Selection(List.of(), List.of("a"), null, Instant.now()), 1_000);
        awaitDone(next);
        assertThat(published(asked)).isLessThan(200);
        assertThat(republications.newest(10)).extracting(Republication::id).containsExactly(next.id(), asked.id());
    }

    /** It took the event once; what comes live has to go on. */
    @Test
    void eventThatKafkaRefusesNowStopsItAndNotTheRelay() throws Exception {
        publish("a", 1, 1);
        database.asSuperuser("insert into outbox (aggregatetype, aggregateid, type, payload) select '"
                + database.roles().name() + "', 'a', 'sample.noted.v1', to_json(repeat('x', 5000))");
        awaitProven(2);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, database.topic()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "1000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
        RelayEngine engine = relay.streamingEngine();

        Republication asked = request(all());

        soon().until(() -> republications.find(asked.id()).orElseThrow().state() == State.STOPPED);
        publish("b", 1, 3);
        assertThat(relay.streamingEngine()).isSameAs(engine);
        assertThat(relay.status().state()).isEqualTo(RelayStatus.State.RELAYING);
    }

    @Test
    void brokerThatIsAwayOnlyDelaysIt() throws Exception {
        try (var kafka = Infrastructure.newKafka()) {
            kafka.start();
            kafka.createTopics(List.of(database.topic()), PARTITIONS);
            relay = Relays.relay(settings(), kafka.bootstrapServers(), meters);
            relay.start();
            database.append("a", 1, 10);
            awaitProven(10);

            kafka.kill();
            Republication asked = request(all());
            kafka.start();

            awaitDone(asked);
            assertThat(published(asked)).isEqualTo(10);
            relay.stop();
        }
    }

    private void publish(String key, int first, int count) throws Exception {
        if (!relay.isRunning()) {
            relay.start();
        }
        long before = database.query("select count(*) from outbox", Long.class);
        database.append(key, first, count);
        soon().until(() -> topic.readOn().size() >= before + count);
        awaitProven(before + count);
    }

    private void awaitProven(long events) {
        soon().until(() -> database.query(
                        "select count(*) from outbox, relay_progress where pg_visible_in_snapshot(transaction_id, published)",
                        Long.class)
                == events);
    }

    private Selection all() {
        return new Selection(List.of(), List.of(), null, Instant.now());
    }

    private Republication request(Selection selection) {
        return request(selection, 1_000);
    }

    private Republication request(Selection selection, int rate) {
        return republications.request(selection, rate, "the topic was made again", null, "ada");
    }

    private long published(Republication asked) {
        return republications.find(asked.id()).orElseThrow().published();
    }

    private void awaitDone(Republication asked) {
        soon().until(() -> republications.find(asked.id()).orElseThrow().state() == State.DONE);
    }

    /** What came after so many records, as key and payload. */
    private List<String> again(int after) {
        soon().until(() -> topic.readOn().size() > after);
        // One more look, at what should not come.
        List<ConsumerRecord<String, byte[]>> records = topic.readOn();
        return records.subList(after, records.size()).stream()
                .map(record -> record.key() + " " + new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> payloads(String key, int first, int last) {
        return OutboxDatabase.payloads(first, last).stream()
                .map(payload -> key + " " + payload)
                .toList();
    }

    private void makeTopic() {
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
    }

    private TopicReader newReader() {
        return new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
    }

    private OutboxRelay newRelay() {
        return Relays.relay(settings(), Infrastructure.kafka().bootstrapServers(), meters);
    }

    private RelayProperties settings() {
        return Relays.settings(database.url(), database.slot(), database.roles().relay());
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
