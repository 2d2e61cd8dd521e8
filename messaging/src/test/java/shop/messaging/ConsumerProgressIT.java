package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.Topic;
import shop.messaging.sample.NoteEvent;
import shop.messaging.sample.SampleApplication;
import shop.testing.servers.Infrastructure;

/** How far a consumer has come, and how it is noticed that its topic does not go on from there. */
@SpringBootTest(
        classes = SampleApplication.class,
        properties = {
            "spring.flyway.locations=classpath:db/messaging,classpath:db/sample",
            "shop.database.name=messaging_progress",
            "shop.relay.enabled=false"
        })
class ConsumerProgressIT {

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("messaging_progress", registry::add);
        Infrastructure.kafka().createTopics(List.of("notes.events"), 3);
    }

    @Autowired
    private Inbox inbox;

    @Autowired
    private ConsumerBreaks breaks;

    @Autowired
    private ConsumerHealthIndicator health;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private DSLContext database;

    @Autowired
    private MeterRegistry meters;

    /** Of each test its own. */
    private final Topic<NoteEvent> topic =
            new Topic<>("topic-" + UUID.randomUUID(), NoteEvent.TOPIC.types(), NoteEvent::noteId);

    private final Subscription<NoteEvent> subscription = new Subscription<>("reader of " + topic.name(), topic);
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    private Admin admin;
    private TopicWatch watch;
    private Receiver receiver;

    @BeforeEach
    void connect() {
        admin = Admin.create(Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()));
        watch = new TopicWatch(() -> admin, jdbc, new TransactionTemplate(transactions), breaks, () -> true);
        receiver = inbox.receiver(
                events -> {
                    if (failure.get() != null) {
                        throw failure.get();
                    }
                    for (Event<NoteEvent> event : new ArrayList<>(events.of(subscription))) {
                        if (event.body() instanceof NoteEvent.Noted noted
                                && noted.text().equals("poison")) {
                            throw new IllegalStateException("simulated");
                        }
                    }
                },
                subscription);
    }

    @AfterEach
    void resolveAll() {
        database.execute(
                "update consumer_breaks set resolved_at = now(), resolution = 'a test' where resolved_at is null");
        breaks.refresh();
        admin.close();
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(meters.find("shop.consumer.breaks").gauge()).isNull();
    }

    @Test
    void batchThatFollowsTheOneBeforeIsAsItShouldBe() {
        receive(at(0), at(1));
        receive(at(1), at(2), unknownType(3), malformed(4));
        receive(poison(5), at(6));
        receive(unknownType(7));
        receive(at(8));
        receive(at(3), at(4));

        assertThat(nextOffset()).isEqualTo(9);
        assertThat(breaks.open()).isEmpty();
    }

    @Test
    void batchWithoutEffectIsNoProgress() {
        receive(at(0));
        failure.set(new CannotAcquireLockException("simulated"));
        try {
            receive(at(1));
        } catch (CannotAcquireLockException _) {
            // The caller tries again.
        }

        assertThat(nextOffset()).isEqualTo(1);
    }

    @Test
    void recordsThatNeverCameAreNoticed() {
        receive(at(40), at(41));
        receive(at(45));
        receive(at(46));

        assertOpen("reader of %s at %s-0: the records from 42 to before 45 never came; their events may be missing");
        assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(health.health().getDetails().get("breaks")).asString().contains("from 42 to before 45");
        assertThat(meters.get("shop.consumer.breaks")
                        .tags("topic", topic.name(), "partition", "0", "kind", "GAP", "from", "42", "to", "45")
                        .gauge()
                        .value())
                .isOne();
    }

    @Test
    void topicThatWasMadeAgainIsNoticed() throws Exception {
        create();
        publish(3);
        receive(at(0), at(1));
        watch.look();
        assertThat(breaks.open()).isEmpty();

        admin.deleteTopics(List.of(topic.name())).all().get();
        await().until(() -> !admin.listTopics().names().get().contains(topic.name()));
        watch.look();
        assertThat(breaks.open()).isEmpty();
        create();
        // By offsets alone nothing is missing: the new topic has a record where the consumer goes on.
        publish(5);
        watch.look();
        watch.look();

        assertOpen("reader of %s at %s-0: the topic was made again; what came after 2 on the old one never came");
        receive(at(2));
        watch.look();
        assertThat(breaks.open()).hasSize(1);
        assertThat(nextOffset()).isEqualTo(3);
    }

    @Test
    void recordsThatWereDeletedBeforeAnybodyReadThemAreNoticedThoughNoOtherComes() throws Exception {
        create();
        publish(5);
        receive(at(0));
        watch.look();
        assertThat(breaks.open()).isEmpty();

        admin.deleteRecords(Map.of(partition(), RecordsToDelete.beforeOffset(4)))
                .all()
                .get();
        watch.look();
        watch.look();
        receive(at(4));

        assertOpen("reader of %s at %s-0: the records from 1 to before 4 never came; their events may be missing");
    }

    @Test
    void topicThatLostItsEndIsNoticedAtTheSecondLook() throws Exception {
        create();
        publish(2);
        receive(at(0), at(1), at(2), at(3));
        watch.look();
        assertThat(breaks.open()).isEmpty();
        watch.look();
        watch.look();

        assertOpen("reader of %s at %s-0: ends at 2, but was handled up to 4");
    }

    private void assertOpen(String text) {
        assertThat(breaks.open()).hasToString("[" + text.formatted(topic.name(), topic.name()) + "]");
    }

    private long nextOffset() {
        return database.fetchOne("select next_offset from consumer_progress where topic = ?", topic.name())
                .get(0, Long.class);
    }

    private void create() throws Exception {
        admin.createTopics(List.of(new NewTopic(topic.name(), 1, (short) 1)))
                .all()
                .get();
    }

    private TopicPartition partition() {
        return new TopicPartition(topic.name(), 0);
    }

    private void publish(int records) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", Infrastructure.kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic.name(), 0, "key", new byte[0]))
                        .get();
            }
        }
    }

    @SafeVarargs
    private void receive(ConsumerRecord<String, byte[]>... batch) {
        receiver.receive(List.of(batch));
    }

    private ConsumerRecord<String, byte[]> at(long offset) {
        return record(offset, "notes.noted.v1", "x");
    }

    private ConsumerRecord<String, byte[]> poison(long offset) {
        return record(offset, "notes.noted.v1", "poison");
    }

    private ConsumerRecord<String, byte[]> unknownType(long offset) {
        return record(offset, "notes.framed.v1", "x");
    }

    private ConsumerRecord<String, byte[]> malformed(long offset) {
        return record(offset, "notes.noted.v1", "\"");
    }

    private ConsumerRecord<String, byte[]> record(long offset, String type, String text) {
        UUID note = UUID.nameUUIDFromBytes(new byte[] {(byte) offset});
        var record = new ConsumerRecord<>(
                topic.name(),
                0,
                offset,
                note.toString(),
                "{\"noteId\":\"%s\",\"number\":1,\"text\":\"%s\"}"
                        .formatted(note, text)
                        .getBytes(StandardCharsets.UTF_8));
        record.headers().add(EventHeaders.ID, note.toString().getBytes(StandardCharsets.UTF_8));
        record.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
