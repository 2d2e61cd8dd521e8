package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.IllegalTransactionStateException;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.Topic;
import shop.messaging.sample.NoteEvent;
import shop.messaging.sample.Notes;
import shop.messaging.sample.NotesListener;
import shop.messaging.sample.SampleApplication;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;
import shop.testing.servers.Infrastructure;
import shop.topics.ShopTopics;

/** Outbox, relay, topic, listener and inbox together, as in a service. */
@SpringBootTest(
        classes = SampleApplication.class,
        properties = {
            "spring.flyway.locations=classpath:db/messaging,classpath:db/sample",
            "spring.datasource.hikari.maximum-pool-size=4",
            "spring.datasource.hikari.connection-timeout=500",
            "spring.datasource.hikari.connection-init-sql=set lock_timeout = '300ms'",
            "shop.database.name=messaging_sample",
            "shop.consumer.longest-retry=500ms"
        })
class MessagingIT {

    private static final Subscription<NoteEvent> DIRECT = new Subscription<>("direct", NoteEvent.TOPIC);
    private static final Subscription<NoteEvent> OTHER = new Subscription<>("other", NoteEvent.OTHER_TOPIC);

    /** One receiver for all tests, because a consumer has one. */
    private static final AtomicReference<EventHandler> handler = new AtomicReference<>();

    private static final AtomicLong OFFSETS = new AtomicLong();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("messaging_sample", registry::add);
        Infrastructure.kafka().createTopics(List.of("notes.events"), 3);
    }

    @Autowired
    Notes notes;

    @Autowired
    NotesListener listener;

    @Autowired
    Inbox inbox;

    @Autowired
    Standstills standstills;

    @Autowired
    DSLContext database;

    @Autowired
    DataSource dataSource;

    @Autowired
    MeterRegistry meters;

    private static KafkaProducer<String, byte[]> producer;

    private final UUID noteId = UUID.randomUUID();

    @BeforeAll
    static void connect() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void close() {
        producer.close();
    }

    @AfterEach
    void handleAsUsual() {
        notes.beforeCommit(_ -> {});
    }

    @Test
    void committedEventTakesEffectAtTheConsumer() {
        notes.note(noteId, 1);
        notes.note(noteId, 2);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1, 2));
    }

    @Test
    void rolledBackEventIsNeverPublished() {
        assertThatThrownBy(() -> notes.noteAndFail(noteId, 1)).hasMessage("after appending");
        notes.note(noteId, 2);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(2));
    }

    @Test
    void appendingOutsideATransactionIsRefused() {
        assertThatThrownBy(() -> notes.noteOutsideATransaction(noteId))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void eventThatKafkaWouldRefuseFailsItsOwnTransaction() {
        assertThatThrownBy(() -> notes.noteAtLength(noteId, "x".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class);
        notes.noteAtLength(noteId, "x".repeat(999_000));

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
    }

    @Test
    void secondDeliveryChangesNothing() {
        UUID eventId = newId();
        send(eventId, 1);
        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
        send(eventId, 1);
        send(newId(), 2);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1, 2));
        assertThat(count("shop.inbox.duplicates")).isPositive();
    }

    @Test
    void duplicatesInsideOneBatchTakeEffectOnce() {
        var first = noted(newId(), 1);
        var second = noted(newId(), 2);

        receive(List.of(first, second, first, second, second));

        assertThat(notes.of(noteId)).containsExactly(1, 2);
    }

    @Test
    void poisonIsSetAsideAndItsNeighboursTakeEffect() {
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            // The table takes no number of a thousand or more.
            batch.add(ofOtherKey(number, noted(newId(), number == 7 || number == 13 ? 1000 + number : number)));
        }

        receive(batch);
        receive(batch);

        assertThat(notes.of(noteId)).hasSize(18).doesNotContain(7, 13);
        assertThat(deadLetters()).containsExactly("notes.noted.v1", "notes.noted.v1");
        assertThat(database.fetch(
                        "select event_id from inbox where event_id in (?, ?)",
                        EventHeaders.id(batch.get(7).headers()),
                        EventHeaders.id(batch.get(13).headers())))
                .isEmpty();
        assertThat(database.fetchOne("select error from dead_letters where key = ? limit 1", noteId + "/7")
                        .get(0, String.class))
                .contains("notes_number_small");
    }

    @Test
    void batchOfTwoTopicsIsOneTransaction() {
        notes.beforeCommit(events -> {
            if (number(events.getFirst()) == 2) {
                throw new CannotAcquireLockException("simulated");
            }
        });
        var batch = List.of(noted(NoteEvent.OTHER_TOPIC, newId(), 2), noted(newId(), 1));
        assertThatThrownBy(() -> receive(batch)).isInstanceOf(CannotAcquireLockException.class);
        assertThat(notes.of(noteId)).isEmpty();
        notes.beforeCommit(_ -> {});

        receive(batch);
        receive(batch);

        assertThat(notes.of(noteId)).containsExactly(1, 2);
    }

    @Test
    void poisonOfOneTopicIsAloneAmongRecordsOfTwo() {
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            Topic<NoteEvent> topic = number % 2 == 0 ? NoteEvent.TOPIC : NoteEvent.OTHER_TOPIC;
            batch.add(ofOtherKey(number, noted(topic, newId(), number == 7 ? 1007 : number)));
        }
        var handled = new ArrayList<Integer>();
        notes.beforeCommit(events -> events.forEach(event -> handled.add(number(event))));

        receive(batch);

        assertThat(notes.of(noteId)).hasSize(19).doesNotContain(7);
        assertThat(database.fetch("select consumer from dead_letters where key = ?", noteId + "/7")
                        .getValues(0, String.class))
                .containsExactly("other");
        // What counts is the last time, the one that was committed. Whatever the split, the first subscription comes
        // first.
        assertThat(notes.of(noteId).stream()
                        .sorted(Comparator.comparingInt(number -> number % 2))
                        .map(handled::lastIndexOf))
                .isSorted();
    }

    @Test
    void sameIdOnTwoTopicsIsTwoEvents() {
        UUID eventId = newId();

        receive(List.of(noted(eventId, 1), noted(NoteEvent.OTHER_TOPIC, eventId, 2), noted(eventId, 1)));

        assertThat(notes.of(noteId)).containsExactly(1, 2);
    }

    @Test
    void batchWithARecordNobodySubscribedToIsRefusedAsAWhole() {
        var stranger = new ConsumerRecord<>("stranger.events", 0, 0L, noteId.toString(), new byte[0]);

        assertThatThrownBy(() -> receive(List.of(noted(newId(), 1), stranger)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stranger.events");

        assertThat(notes.of(noteId)).isEmpty();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void errorThatARecordCausesIsPoison() {
        notes.beforeCommit(events -> {
            if (events.stream().anyMatch(event -> number(event) == 3)) {
                throw new StackOverflowError("simulated");
            }
        });

        receive(IntStream.rangeClosed(1, 4)
                .mapToObj(number -> ofOtherKey(number, noted(newId(), number)))
                .toList());

        assertThat(notes.of(noteId)).containsExactly(1, 2, 4);
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void unreadableRecordsAreSetAsideAndUnknownOnesSkipped() {
        double unknown = count("shop.inbox.unknown.type");
        String good = json(5);

        receive(ofOtherKeys(
                record(newId().toString(), "notes.noted.v1", "{\"noteId\":"),
                record(newId().toString(), "notes.noted.v1", good.replace("5", "\"5\"")),
                record(newId().toString(), "notes.noted.v1", good.replace("\"number\":5,", "")),
                record(newId().toString(), "notes.noted.v1", good.replace("5", "-5")),
                record(newId().toString(), "notes.noted.v1", "null"),
                record(newId().toString(), "notes.noted.v1", null),
                record("no uuid", "notes.noted.v1", good),
                record(null, "notes.noted.v1", good),
                record(newId().toString(), null, good),
                record(newId().toString(), "notes.no\u0000ted.v1", good),
                record(newId().toString(), "notes.framed.v1", good),
                record(newId().toString(), "notes.noted.v1", good.replace("5,", "5,\"later\":[1],"))));

        assertThat(notes.of(noteId)).containsExactly(5);
        assertThat(deadLetters()).hasSize(9);
        assertThat(count("shop.inbox.unknown.type") - unknown).isEqualTo(2);
    }

    static Stream<EventSample> refusedSamples() {
        return EventSamples.refused();
    }

    @ParameterizedTest
    @MethodSource("refusedSamples")
    void sampleThatIsNoEventIsSetAside(EventSample sample) {
        ConsumerRecord<String, byte[]> record = sample.record(noteId.toString(), OFFSETS.getAndIncrement());

        assertThat(receivedBy("refused/" + record.offset(), topicOf(sample), record))
                .isEmpty();

        assertThat(deadLetters()).hasSize(1);
    }

    static Stream<EventSample> acceptedSamples() {
        return EventSamples.accepted();
    }

    @ParameterizedTest
    @MethodSource("acceptedSamples")
    void sampleThatIsAnEventReachesTheHandler(EventSample sample) {
        long offset = OFFSETS.getAndIncrement();
        // All samples have one id, so each needs an inbox of its own.
        String consumer = "samples/" + offset;

        assertThat(receivedBy(consumer, topicOf(sample), sample.record(noteId.toString(), offset)))
                .singleElement()
                .satisfies(event -> assertThat(event.id()).hasToString(sample.id()));

        assertThat(deadLetters()).isEmpty();
    }

    private <E> List<Event<E>> receivedBy(String consumer, Topic<E> topic, ConsumerRecord<String, byte[]> record) {
        var handled = new ArrayList<Event<E>>();
        var subscription = new Subscription<>(consumer, topic);
        inbox.receiver(events -> handled.addAll(events.of(subscription)), subscription)
                .receive(List.of(record));
        return handled;
    }

    private static Topic<?> topicOf(EventSample sample) {
        return ShopTopics.ALL.stream()
                .filter(topic -> topic.name().equals(sample.topic()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void characterThatPostgresCannotStoreDoesNotKeepPoisonFromBeingSetAside() {
        receive(ofOtherKeys(record("\u0000", "notes.noted.v1", json(1)), noted(newId(), 2)));

        assertThat(notes.of(noteId)).containsExactly(2);
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void deadLetterThatCannotBeStoredNowIsTriedAgain() throws Exception {
        var batch = ofOtherKeys(noted(newId(), 1000), noted(newId(), 2));
        try (Connection blocker = superuser()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table dead_letters");
            assertThatThrownBy(() -> receive(batch)).rootCause().hasMessageContaining("lock timeout");
        }
        assertThat(deadLetters()).isEmpty();

        receive(batch);

        assertThat(deadLetters()).hasSize(1);
        assertThat(notes.of(noteId)).containsExactly(2);
    }

    @Test
    void lockThatIsNotToBeHadIsWaitedFor() throws Exception {
        try (Connection blocker = superuser()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table notes");
            int calls = notes.calls();
            send(newId(), 1);
            soon().until(() -> notes.calls() >= calls + 3);
            assertThat(standstills.current()).containsOnlyKeys(new Standstills.Place.Listener("sample"));
        }
        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
        assertThat(deadLetters()).isEmpty();
        soon().untilAsserted(() -> assertThat(standstills.current()).isEmpty());
    }

    @Test
    void backendKilledInTheMiddleOfATransactionIsRetried() {
        var failures = new AtomicInteger(2);
        notes.beforeCommit(events -> {
            if (concernsMe(events) && failures.getAndDecrement() > 0) {
                database.execute("select pg_terminate_backend(pg_backend_pid())");
            }
        });
        send(newId(), 1);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
        assertThat(failures.get()).isNegative();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void backendKilledBeforeTheCommitIsRetried() {
        var failures = new AtomicInteger(2);
        notes.beforeCommit(events -> {
            if (concernsMe(events) && failures.getAndDecrement() > 0) {
                int backend = database.fetchOne("select pg_backend_pid()").get(0, Integer.class);
                try (Connection killer = superuser()) {
                    killer.createStatement().execute("select pg_terminate_backend(" + backend + ", 5000)");
                } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        send(newId(), 1);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
        assertThat(failures.get()).isNegative();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void emptyPoolIsWaitedFor() throws Exception {
        List<Connection> hoarded = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                hoarded.add(dataSource.getConnection());
            }
            assertThatThrownBy(() -> receive(List.of(noted(newId(), 1))))
                    .satisfies(e -> assertThat(TransientFailure.is(e)).isTrue());
            send(newId(), 2);
        } finally {
            for (Connection connection : hoarded) {
                connection.close();
            }
        }
        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(2));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void secondInstanceSharesTheTopicAndNothingIsLostOrDoneTwiceWhenItComesAndGoes() {
        var settings = new ArrayList<>(
                List.of("--shop.database.name=messaging_sample", "--spring.flyway.enabled=false", "--server.port=0"));
        Infrastructure.settings("messaging_sample", (name, value) -> settings.add("--" + name + "=" + value.get()));
        var sent = new AtomicInteger();
        try (var second = new SpringApplicationBuilder(SampleApplication.class)
                .web(WebApplicationType.NONE)
                .run(settings.toArray(String[]::new))) {
            Notes others = second.getBean(Notes.class);
            int calls = notes.calls();
            await().atMost(Duration.ofSeconds(45))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> {
                        sendTo(sent.get() % 3, sent.getAndIncrement());
                        return others.calls() > 0 && notes.calls() > calls;
                    });
        }
        for (int partition = 0; partition < 3; partition++) {
            sendTo(partition, sent.getAndIncrement());
        }

        List<Integer> all = IntStream.range(0, sent.get()).boxed().toList();
        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactlyElementsOf(all));
        assertThat(deadLetters()).isEmpty();
    }

    private void sendTo(int partition, int number) {
        ConsumerRecord<String, byte[]> record = noted(newId(), number);
        producer.send(new ProducerRecord<>("notes.events", partition, record.key(), record.value(), record.headers()));
    }

    @Test
    void listenerThatDiesOfAnErrorLivesAgain() {
        listener.deadly.set(new NoClassDefFoundError("simulated"));
        send(newId(), 1);

        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));
    }

    @Test
    void lagIsSmallAndTheRelayActive() {
        notes.note(noteId, 1);
        soon().untilAsserted(() -> assertThat(notes.of(noteId)).containsExactly(1));

        soon().untilAsserted(() -> {
            assertThat(meters.get("shop.outbox.lag").gauge().value()).isZero();
            assertThat(meters.get("shop.outbox.slot.retained").gauge().value()).isBetween(0.0, 1e9);
            assertThat(meters.get("shop.relay.active").gauge().value()).isOne();
        });
        assertThat(meters.get("shop.inbox.delay").timer().count()).isPositive();
    }

    private boolean concernsMe(List<Event<NoteEvent>> events) {
        return events.stream().anyMatch(event -> event.body().noteId().equals(noteId));
    }

    private static int number(Event<NoteEvent> event) {
        return event.body() instanceof NoteEvent.Noted noted ? noted.number() : 0;
    }

    private void receive(List<ConsumerRecord<String, byte[]>> batch) {
        handler.set(this::handle);
        Receiver known = inbox.receiverOf(DIRECT.consumer());
        (known != null ? known : inbox.receiver(events -> handler.get().handle(events), DIRECT, OTHER)).receive(batch);
    }

    private void handle(EventBatch events) {
        if (!events.of(DIRECT).isEmpty()) {
            notes.handle(events.of(DIRECT));
        }
        if (!events.of(OTHER).isEmpty()) {
            notes.handle(events.of(OTHER));
        }
    }

    private void send(UUID eventId, int number) {
        ConsumerRecord<String, byte[]> record = noted(eventId, number);
        producer.send(new ProducerRecord<>("notes.events", null, record.key(), record.value(), record.headers()));
        producer.flush();
    }

    private ConsumerRecord<String, byte[]> noted(UUID eventId, int number) {
        return noted(NoteEvent.TOPIC, eventId, number);
    }

    private ConsumerRecord<String, byte[]> noted(Topic<NoteEvent> topic, UUID eventId, int number) {
        return record(topic, eventId.toString(), "notes.noted.v1", json(number));
    }

    private String json(int number) {
        return "{\"noteId\":\"" + noteId + "\",\"number\":" + number + ",\"text\":\"x\"}";
    }

    private ConsumerRecord<String, byte[]> record(String eventId, String type, String json) {
        return record(NoteEvent.TOPIC, eventId, type, json);
    }

    private ConsumerRecord<String, byte[]> record(Topic<NoteEvent> topic, String eventId, String type, String json) {
        var record = new ConsumerRecord<>(
                topic.name(),
                99,
                OFFSETS.getAndIncrement(),
                noteId.toString(),
                json == null ? null : json.getBytes(StandardCharsets.UTF_8));
        if (eventId != null) {
            record.headers().add(EventHeaders.ID, eventId.getBytes(StandardCharsets.UTF_8));
        }
        if (type != null) {
            record.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    /** Records that do not wait for each other. */
    @SafeVarargs
    private List<ConsumerRecord<String, byte[]>> ofOtherKeys(ConsumerRecord<String, byte[]>... records) {
        return IntStream.range(0, records.length)
                .mapToObj(number -> ofOtherKey(number, records[number]))
                .toList();
    }

    private ConsumerRecord<String, byte[]> ofOtherKey(int number, ConsumerRecord<String, byte[]> record) {
        var other = new ConsumerRecord<>(
                record.topic(), record.partition(), record.offset(), noteId + "/" + number, record.value());
        record.headers().forEach(other.headers()::add);
        return other;
    }

    private List<String> deadLetters() {
        return database.fetch(
                        "select coalesce(type, '') from dead_letters where key like ? || '%' order by id",
                        noteId.toString())
                .getValues(0, String.class);
    }

    /** A UUIDv7. */
    private static UUID newId() {
        UUID random = UUID.randomUUID();
        return new UUID(
                System.currentTimeMillis() << 16 | 0x7000 | random.getMostSignificantBits() & 0xFFF,
                random.getLeastSignificantBits());
    }

    private double count(String counter) {
        return meters.find(counter).counters().stream()
                .mapToDouble(one -> one.count())
                .sum();
    }

    private static Connection superuser() throws java.sql.SQLException {
        return Infrastructure.postgres().connect("messaging_sample");
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }
}
