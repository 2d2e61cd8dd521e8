package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.messaging.test.Infrastructure;

class OutboxRelayIT {

    private static final int PARTITIONS = 2;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OutboxDatabase database;
    private TopicReader topic;
    private OutboxRelay relay;

    @BeforeEach
    void prepare() {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        topic = new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
        relay = newRelay();
    }

    @AfterEach
    void stop() throws Exception {
        relay.stop();
        topic.close();
        database.asSuperuser(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like '"
                        + database.roles().name() + "%'");
    }

    @Test
    void eventsArriveInCommitOrderAsCloudEvents() throws Exception {
        relay.start();
        database.append("a", 1, 20);
        database.append("b", 1, 20);
        database.append("a", 21, 20);

        await().atMost(Duration.ofSeconds(20)).until(() -> topic.readOn().size() == 60);

        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 40)).containsEntry("b", payloads(1, 20));
        var record = topic.readOn().getFirst();
        assertThat(TopicReader.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(TopicReader.header(record, "ce_source"))
                .isEqualTo("/" + database.roles().name());
        assertThat(TopicReader.header(record, "ce_type")).isEqualTo("sample.noted.v1");
        assertThat(TopicReader.header(record, "ce_subject")).isEqualTo(record.key());
        assertThat(TopicReader.header(record, "content-type")).isEqualTo("application/json");
        assertThat(TopicReader.header(record, "traceparent")).isNull();
        assertThat(Instant.parse(TopicReader.header(record, "ce_time")))
                .isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(meters.counter("shop.outbox.published").count()).isEqualTo(60);
    }

    @Test
    void gracefulRestartPublishesNothingTwice() throws Exception {
        for (int round = 0; round < 5; round++) {
            relay.start();
            database.append("a", round * 10 + 1, 10);
            int expected = (round + 1) * 10;
            await().atMost(Duration.ofSeconds(20)).until(() -> topic.readOn().size() >= expected);
            relay.stop();
            relay = newRelay();
        }
        assertThat(topic.readOn(Duration.ofSeconds(1), record -> {})).hasSize(50);
    }

    private OutboxRelay newRelay() {
        return Relays.relay(
                Relays.settings(
                        database.url(), database.slot(), database.roles().relay()),
                Infrastructure.kafka().bootstrapServers(),
                meters);
    }

    private static List<String> payloads(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> "{\"n\" : " + n + "}")
                .toList();
    }
}
