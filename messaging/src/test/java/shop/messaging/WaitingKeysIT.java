package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.table;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.EventHeaders;
import shop.eventcodec.MalformedEventException;
import shop.eventcodec.Topic;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.letters.Letter;
import shop.messaging.letters.LetterWatch;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterChange;
import shop.messaging.redrive.LetterChanges;
import shop.messaging.redrive.LetterChanges.Requester;
import shop.messaging.redrive.LetterDesk;
import shop.messaging.redrive.Redrive;
import shop.messaging.redrive.Redrive.Selection;
import shop.messaging.redrive.Redrive.State;
import shop.messaging.redrive.Redrives;
import shop.messaging.redrive.RefusedException;
import shop.messaging.sample.NoteEvent;
import shop.messaging.sample.SampleApplication;
import shop.opsapi.PersonalData;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;
import shop.testing.servers.Infrastructure;
import shop.topics.ShopTopics;

/** Dead letters, the events that wait behind them, and what operators do with them. */
@SpringBootTest(
        classes = SampleApplication.class,
        properties = {
            "spring.flyway.locations=classpath:db/messaging,classpath:db/sample",
            "spring.datasource.hikari.maximum-pool-size=12",
            "shop.database.name=messaging_letters",
            "shop.consumer.longest-retry=500ms",
        })
class WaitingKeysIT {

    private static final int BRAKE = 20;
    private static final AtomicLong OFFSETS = new AtomicLong();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("messaging_letters", registry::add);
        Infrastructure.kafka().createTopics(List.of("notes.events"), 3);
    }

    @Autowired
    private Inbox inbox;

    @Autowired
    private Letters letters;

    @Autowired
    private Redrives redrives;

    @Autowired
    private LetterDesk desk;

    @Autowired
    private LetterChanges changes;

    @Autowired
    private LetterWatch watch;

    @Autowired
    private ConsumerHealthIndicator consumers;

    @Autowired
    private DSLContext database;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private PersonalData erasure;

    /** Of each test its own. */
    private final Topic<NoteEvent> topic =
            new Topic<>("topic-" + UUID.randomUUID(), NoteEvent.TOPIC.types(), NoteEvent::noteId);

    private final Subscription<NoteEvent> subscription = new Subscription<>("reader of " + topic.name(), topic);
    private final UUID key = UUID.randomUUID();
    private final UUID otherKey = UUID.randomUUID();

    /** Numbers that the handler refuses. */
    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean refusesAll = new AtomicBoolean();
    private final AtomicBoolean isBroken = new AtomicBoolean();
    private final AtomicBoolean outcomeFails = new AtomicBoolean();
    private final List<String> discarded = Collections.synchronizedList(new ArrayList<>());
    private Receiver receiver;

    @BeforeEach
    void subscribe() {
        receiver = inbox.receiver(this::handle, subscription)
                .personal(subscription, NoteEvent.Noted.class, "noteId", "text", "erased")
                .discarding(
                        subscription,
                        NoteEvent.Noted.class,
                        DiscardOutcome.answer("reject", "Nobody notes it.", this::reject));
    }

    private void reject(Event<NoteEvent> event) {
        if (outcomeFails.get()) {
            throw new IllegalArgumentException("secret");
        }
        discarded.add(event.body().toString());
    }

    @AfterEach
    void leavesNothing() {
        assertThat(keysAndLettersAgree()).isTrue();
        database.execute("delete from dead_letters");
        database.execute("delete from ops_jobs");
        assertThat(database.fetch("table waiting_keys")).isEmpty();
    }

    /** What the handler does after it has written. */
    private Happening afterHandling = () -> {};

    private interface Happening {
        void happen() throws InterruptedException;
    }

    private void handle(EventBatch events) {
        for (Event<NoteEvent> event : events.of(subscription)) {
            if (event.body() instanceof NoteEvent.Noted noted) {
                if (isBroken.get()) {
                    throw new CannotAcquireLockException("simulated");
                }
                if (refusesAll.get() || refused.contains(noted.number())) {
                    throw new IllegalStateException("simulated for " + noted.text());
                }
                database.execute("insert into notes (note_id, number) values (?, ?)", noted.noteId(), noted.number());
            }
        }
        try {
            afterHandling.happen();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void laterEventsOfTheKeyWaitInOrderAndOtherKeysFlow() {
        refused.add(2);

        receive(noted(key, 1), noted(key, 2), noted(otherKey, 10), noted(key, 3));
        receive(noted(key, 4), noted(otherKey, 11));

        assertThat(effects(key)).containsExactly(1);
        assertThat(effects(otherKey)).containsExactly(10, 11);
        assertThat(letters.of(keyOfConsumer(key)))
                .extracting(Letter::kind)
                .containsExactly(Letter.Kind.POISON, Letter.Kind.WAITING, Letter.Kind.WAITING);
        assertThat(letters.blocked(keyOfConsumer(key)).orElseThrow().letters()).isEqualTo(3);
    }

    @Test
    void recordThatCannotBeDecodedFailsInItsPlace() {
        refused.add(1);

        receive(noted(otherKey, 10), noted(key, 1), record(newId(), "{", key), noted(key, 2), noted(otherKey, 11));

        assertThat(effects(otherKey)).containsExactly(10, 11);
        assertThat(letters.of(keyOfConsumer(key)))
                .extracting(Letter::kind)
                .containsExactly(Letter.Kind.POISON, Letter.Kind.POISON, Letter.Kind.WAITING);
        assertThat(letters.of(keyOfConsumer(key))).extracting(Letter::offset).isSorted();
    }

    @Test
    void earlierEventOfTheKeyTakesEffectBeforeOneThatCannotBeDecoded() {
        receive(noted(key, 1), record(newId(), "{", key), noted(key, 2));

        assertThat(effects(key)).containsExactly(1);
        assertThat(letters.of(keyOfConsumer(key))).hasSize(2);
    }

    @Test
    void recordWithoutAKeyBlocksOnlyItself() {
        receive(record(newId(), "{", null), noted(key, 1), record(newId(), "{", null));

        assertThat(effects(key)).containsExactly(1);
        assertThat(database.fetch("table waiting_keys")).isEmpty();
        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(2);
    }

    @Test
    void redriveOfAKeyGivesItsEventsToTheHandlerInOrder() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2), noted(key, 3));
        refused.clear();

        Redrive done = redriven(new Selection.ByKey(subscription.consumer(), key.toString()));

        assertThat(done.redriven()).isEqualTo(3);
        assertThat(effectsInOrder(key)).containsExactly(1, 2, 3);
        assertThat(letters.of(keyOfConsumer(key)))
                .extracting(Letter::state, Letter::resolvedBy)
                .containsOnly(tuple(Letter.State.REDRIVEN, "runner"));
        receive(noted(key, 4));
        assertThat(effectsInOrder(key)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void letterThatFailsAgainStopsItsKeyAndOtherKeysGoOn() {
        refused.addAll(Set.of(1, 2, 10));
        receive(noted(key, 1), noted(key, 2), noted(key, 3), noted(otherKey, 10));
        refused.removeAll(Set.of(1, 10));
        String fingerprint = letters.groups(inbox.answered(), 10).getFirst().fingerprint();
        assertThat(letters.groups(inbox.answered(), 10))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.oldestKeys()).containsExactlyInAnyOrder(key.toString(), otherKey.toString()));

        Redrive done = redriven(new Selection.ByFingerprint(fingerprint));

        assertThat(List.of(done.redriven(), done.failed())).containsExactly(2, 1);
        assertThat(effects(key)).containsExactly(1);
        assertThat(effects(otherKey)).containsExactly(10);
        Letter stuck = letters.first(keyOfConsumer(key)).orElseThrow();
        assertThat(stuck.attempts()).isOne();
        assertThat(stuck.lastError()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letters.blocked(keyOfConsumer(key)).orElseThrow().jobId()).isNull();
    }

    @Test
    void lettersThatCameAfterThePlanAreNotInIt() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        refused.clear();
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        receive(noted(key, 3));

        Redrive done = run(plan);

        assertThat(done.redriven()).isEqualTo(2);
        assertThat(effects(key)).containsExactly(1, 2);
        assertThat(redrives.details(plan.id()).items().getFirst().detail()).contains("1 letters came after the plan");
        assertThat(redriven(new Selection.ByKey(subscription.consumer(), key.toString()))
                        .redriven())
                .isOne();
        assertThat(effects(key)).containsExactly(1, 2, 3);
    }

    @Test
    void eventsThatAreSentAgainBecomeNoSecondLetter() {
        refused.add(1);
        var poison = noted(key, 1);
        var waiting = noted(key, 2);
        receive(poison, waiting);

        receive(again(poison), again(waiting));
        receive(poison, waiting);

        assertThat(letters.of(keyOfConsumer(key))).hasSize(2);
        refused.clear();
        assertThat(redriven(new Selection.ByKey(subscription.consumer(), key.toString()))
                        .redriven())
                .isEqualTo(2);
        receive(again(poison), again(waiting));
        assertThat(effects(key)).containsExactly(1, 2);
        assertThat(letters.of(keyOfConsumer(key))).hasSize(2);
    }

    @Test
    void letterWhoseEventTookEffectElsewhereIsADuplicate() {
        refused.add(1);
        var poison = noted(key, 1);
        receive(poison);
        database.execute(
                "insert into inbox (event_id, consumer) values (?, ?)",
                EventHeaders.id(poison.headers()),
                subscription.consumer());

        Redrive done = redriven(new Selection.ByKey(subscription.consumer(), key.toString()));

        assertThat(done.duplicates()).isOne();
        assertThat(effects(key)).isEmpty();
    }

    @Test
    void canaryPausesAndTheRestGoesOnWhenItIsResumed() throws Exception {
        refused.addAll(Set.of(1, 10));
        receive(noted(key, 1), noted(otherKey, 10));
        refused.clear();
        Redrive plan = redrives.plan(
                new Selection.ByFingerprint(
                        letters.groups(inbox.answered(), 10).getFirst().fingerprint()),
                1,
                100.0,
                "the cause is corrected",
                "T-1",
                "planner");

        redrives.run(plan.id(), "runner");
        assertThat(ended(plan, State.PAUSED).redriven()).isOne();
        redrives.resume(plan.id());

        assertThat(ended(plan, State.DONE).redriven()).isEqualTo(2);
    }

    @Test
    void planRunsOnceAndOverlappingOnesConflictByName() {
        refused.add(1);
        receive(noted(key, 1));
        isBroken.set(true);
        Redrive first = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        Redrive overlapping = plan(new Selection.ByLetter(first(key).id()));
        redrives.run(first.id(), "ada");

        assertThatThrownBy(() -> redrives.run(first.id(), "bob"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("started by ada");
        assertThatThrownBy(() -> redrives.run(overlapping.id(), "bob"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("started by ada");
        assertThatThrownBy(() -> desk.discard(first(key).id(), 0, "reject", "nobody needs it", "bob"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("started by ada");
        assertThatThrownBy(() -> desk.edit(first(key).id(), 0, json(key, 5).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("started by ada");
        redrives.stop(first.id());
        isBroken.set(false);
        refused.clear();
        assertThat(run(overlapping).redriven()).isOne();
    }

    @Test
    void brokenInfrastructureIsWaitedForInTheMiddleOfARedrive() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        refused.clear();
        isBroken.set(true);
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        redrives.run(plan.id(), "runner");
        isBroken.set(false);

        assertThat(ended(plan, State.DONE)).satisfies(it -> {
            assertThat(it.redriven()).isEqualTo(2);
            assertThat(it.failed()).isZero();
        });
    }

    @Test
    void discardNeedsAReasonAndADeclaredOutcome() {
        refused.add(1);
        var poison = noted(key, 1);
        receive(poison, noted(key, 2));
        Letter letter = first(key);

        assertThatThrownBy(() -> desk.discard(letter.id(), 0, "reject", "  short  ", "ada"))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> desk.discard(letter.id(), 0, null, "nobody needs it", "ada"))
                .hasMessageContaining("[reject]");
        assertThatThrownBy(() -> desk.discard(letter.id(), 7, "reject", "nobody needs it", "ada"))
                .hasMessageContaining("version 0, not 7");
        desk.discard(letter.id(), 0, "reject", "nobody needs it", "ada");

        assertThat(discarded).hasSize(1);
        assertThat(letters.find(letter.id()).orElseThrow()).satisfies(it -> {
            assertThat(it.state()).isEqualTo(Letter.State.DISCARDED);
            assertThat(it.resolvedBy()).isEqualTo("ada");
        });
        refused.clear();
        receive(again(poison), poison);
        assertThat(letters.of(keyOfConsumer(key))).hasSize(2);
        assertThat(redriven(new Selection.ByKey(subscription.consumer(), key.toString()))
                        .redriven())
                .isOne();
        assertThat(effects(key)).containsExactly(2);
        assertThatThrownBy(() -> desk.discard(letter.id(), 1, "reject", "nobody needs it", "bob"))
                .hasMessageContaining("by ada");
    }

    @Test
    void typeWithoutADeclaredOutcomeIsNotDiscarded() {
        receive(record(newId(), "notes.erased.v1", "{", key));

        assertThatThrownBy(() -> desk.discard(first(key).id(), 0, "none", "nobody needs it", "ada"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("declared no outcome");
        assertThat(first(key).state()).isEqualTo(Letter.State.OPEN);
    }

    @Test
    void recordThatNoHandlerCanBeGivenIsDiscardedAsUnreadable() {
        var stranger = record(newId(), json(key, 1), key);
        stranger.headers().remove(EventHeaders.ID);
        receive(stranger, noted(key, 2));
        Letter letter = first(key);
        assertThatThrownBy(() -> desk.discard(letter.id(), 0, "reject", "nobody can read it", "ada"))
                .hasMessageContaining("[unreadable]");

        desk.discard(letter.id(), 0, "unreadable", "nobody can read it", "ada");
        receive(stranger);

        assertThat(letters.of(keyOfConsumer(key))).hasSize(2);
        redriven(new Selection.ByKey(subscription.consumer(), key.toString()));
        assertThat(effects(key)).containsExactly(2);
    }

    @Test
    void eventThatTookEffectIsNotDiscarded() {
        refused.add(1);
        var poison = noted(key, 1);
        receive(poison);
        database.execute(
                "insert into inbox (event_id, consumer) values (?, ?)",
                EventHeaders.id(poison.headers()),
                subscription.consumer());

        assertThatThrownBy(() -> desk.discard(first(key).id(), 0, "reject", "nobody needs it", "ada"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("took effect already");
        assertThat(discarded).isEmpty();
    }

    @Test
    void letterBehindAnotherIsNotDiscardedBeforeIt() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        long behind = letters.of(keyOfConsumer(key)).get(1).id();

        assertThatThrownBy(() -> desk.discard(behind, 0, "reject", "nobody needs it", "ada"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("waits behind letter " + first(key).id());
    }

    @Test
    void outcomeThatFailsTooIsRefusedWithoutAMessageOfTheRecord() {
        refused.add(1);
        receive(noted(key, 1));
        outcomeFails.set(true);

        assertThatThrownBy(() -> desk.discard(first(key).id(), 0, "reject", "nobody needs it", "ada"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("java.lang.IllegalArgumentException")
                .hasMessageNotContaining("secret");
    }

    @Test
    void keyOfAnyLengthStopsNobody() {
        String endless = new Random(3)
                .ints(20_000, 'a', 'z')
                .collect(StringBuilder::new, (text, one) -> text.append((char) one), StringBuilder::append)
                .toString();
        refused.add(1);

        receive(withKey(endless, noted(key, 1)), noted(otherKey, 10), withKey(endless, noted(key, 2)));

        assertThat(effects(otherKey)).containsExactly(10);
        assertThat(effects(key)).isEmpty();
        refused.clear();
        assertThat(redriven(new Selection.ByKey(subscription.consumer(), endless))
                        .redriven())
                .isEqualTo(2);
        assertThat(effectsInOrder(key)).containsExactly(1, 2);
    }

    private static ConsumerRecord<String, byte[]> withKey(String other, ConsumerRecord<String, byte[]> record) {
        var renamed = new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), other, record.value());
        record.headers().forEach(renamed.headers()::add);
        return renamed;
    }

    @Test
    void editIsCheckedAndTheOriginalStays() {
        var poison = record(newId(), json(key, 1).replace(":1,", ":\"1\","), key);
        receive(poison);
        Letter letter = first(key);

        assertThatThrownBy(() -> desk.edit(letter.id(), 0, bytes(json(key, 1).replace(":1,", ":true,"))))
                .isInstanceOfSatisfying(
                        MalformedEventException.class,
                        e -> assertThat(e.pointer()).isEqualTo("/number"));
        assertThatThrownBy(() -> desk.edit(letter.id(), 0, bytes(json(otherKey, 1))))
                .isInstanceOf(MalformedEventException.class);
        desk.edit(letter.id(), 0, bytes(json(key, 5)));
        assertThatThrownBy(() -> desk.edit(letter.id(), 0, bytes(json(key, 6)))).isInstanceOf(RefusedException.class);

        redriven(new Selection.ByLetter(letter.id()));

        assertThat(effects(key)).containsExactly(5);
        assertThat(letters.find(letter.id()).orElseThrow().state()).isEqualTo(Letter.State.EDITED_REDRIVEN);
        assertThat(letters.payload(letter.id()).original()).isEqualTo(poison.value());
    }

    @Test
    void letterBehindAnotherIsNotRedrivenAlone() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        long behind = letters.of(keyOfConsumer(key)).get(1).id();

        assertThatThrownBy(() -> plan(new Selection.ByLetter(behind)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("waits behind letter " + first(key).id());
    }

    @Test
    void releaseThatFailsOnEverythingBuriesFewAndWaits() {
        refusesAll.set(true);
        var batch = IntStream.range(0, 100)
                .mapToObj(number -> noted(UUID.randomUUID(), number))
                .toList();

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> receiver.receive(batch)).hasMessageContaining("not the events' fault");
        }

        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(BRAKE);
        assertThat(consumers.health().getStatus()).isEqualTo(Status.DOWN);
        refusesAll.set(false);
        receiver.receive(batch);
        assertThat(consumers.health().getDetails()).doesNotContainKey("epidemics");
        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(BRAKE);
        Redrive done = redriven(new Selection.ByFingerprint(
                letters.groups(inbox.answered(), 10).getFirst().fingerprint()));
        assertThat(done.redriven()).isEqualTo(BRAKE);
    }

    @Test
    void payloadOfALetterThatWasResolvedLongAgoIsRemoved() {
        refused.addAll(Set.of(1, 10));
        receive(noted(key, 1), noted(otherKey, 10));
        desk.discard(first(key).id(), 0, "reject", "nobody needs it", "ada");
        desk.discard(first(otherKey).id(), 0, "reject", "nobody needs it", "ada");
        long old = letters.of(keyOfConsumer(key)).getFirst().id();
        database.execute("update dead_letters set resolved_at = now() - interval '31 days' where id = ?", old);

        watch.forgetPayloads();

        assertThat(letters.payload(old).original()).isNull();
        assertThat(letters.payload(old).error()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letters.find(old).orElseThrow().resolvedBy()).isEqualTo("ada");
        assertThat(letters.payload(
                                letters.of(keyOfConsumer(otherKey)).getFirst().id())
                        .original())
                .isNotNull();
    }

    @Test
    void nothingAboutAPersonIsLeftInLettersAndTheyAreRedriven() {
        refused.addAll(Set.of(1, 10));
        String person = "Ada Lovelace";
        receive(
                record(newId(), json(key, 1).replace("\"x\"", "\"" + person + "\""), key),
                record(newId(), json(key, 2).replace("\"x\"", "\"" + person + "\""), key),
                record(newId(), json(key, 3).replace("\"x\"", person), key),
                record(newId(), json(otherKey, 10).replace("\"x\"", "\"somebody else\""), otherKey));
        assertThat(lettersThatSay(person)).isEqualTo(3);

        Map<String, Integer> erased = new TransactionTemplate(transactions).execute(_ -> erasure.erase(key));

        assertThat(erased).containsEntry("deadLetters", 3);
        assertThatThrownBy(() -> desk.edit(first(key).id(), 0, bytes(json(key, 1))))
                .as("what was looked at before the erasure")
                .hasMessageContaining("version 1, not 0");
        assertThat(lettersThatSay(person)).isZero();
        assertThat(lettersThatSay("somebody else")).isOne();
        refused.clear();
        Redrive redriven = redriven(new Selection.ByKey(subscription.consumer(), key.toString()));
        assertThat(List.of(redriven.redriven(), redriven.failed())).containsExactly(2, 1);
    }

    /** In any column. */
    private int lettersThatSay(String text) {
        return database.fetchOne(
                        "select count(*)::int from dead_letters letter where letter::text like ? or letter::text like ?",
                        "%" + text + "%",
                        "%" + HexFormat.of().formatHex(bytes(text)) + "%")
                .get(0, Integer.class);
    }

    @Test
    void recordsThatNobodyCanReadStopNobody() {
        var garbage = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int number = 0; number < 3 * BRAKE; number++) {
            garbage.add(record(newId(), "{", UUID.randomUUID()));
        }
        garbage.add(noted(key, 1));

        receiver.receive(garbage);

        assertThat(effects(key)).containsExactly(1);
        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(3 * BRAKE);
    }

    @Test
    void whatWaitsIsShownInHealthAndMetrics() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));

        watch.look();

        assertThat(meters.get("shop.letters.open").gauge().value()).isEqualTo(2);
        assertThat(meters.get("shop.letters.keys").gauge().value()).isOne();
        assertThat(meters.get("shop.letters.unanswered").gauge().value()).isOne();
        assertThat(watch.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(watch.health().getDetails().toString())
                .contains(key.toString(), "2 letters of 1 keys wait, the oldest for PT");
        database.execute("delete from dead_letters");
        watch.look();
        assertThat(watch.health().getStatus()).isEqualTo(Status.UP);
        assertThat(meters.find("shop.letters.open").gauge()).isNull();
    }

    private static final Requester ADA = new Requester("ada", "issuer");

    @Test
    void editChangesNothingBeforeItIsApproved() {
        refused.add(1);
        receive(noted(key, 1));
        long id = first(key).id();

        LetterChange asked = changes.requestEdit(id, 0, bytes(json(key, 5)), "the number was wrong", "T-1", ADA);
        assertThat(letters.payload(id).edited()).isNull();
        assertThat(changes.requestedPayload(asked.id())).isEqualTo(bytes(json(key, 5)));
        LetterChange approved = changes.approve(asked.id(), "bob", false);

        assertThat(approved.state()).isEqualTo(LetterChange.State.APPROVED);
        assertThat(letters.payload(id).edited()).isEqualTo(bytes(json(key, 5)));
        assertThat(changes.requestedPayload(asked.id())).isNull();
        assertThatThrownBy(() -> changes.approve(asked.id(), "bob", false)).hasMessageContaining("by bob");
    }

    @Test
    void requestIsRefusedForTheReasonForWhichItsApprovalWouldBe() {
        refused.add(1);
        receive(noted(key, 1));
        long id = first(key).id();

        assertThatThrownBy(() -> changes.requestEdit(id, 0, bytes("{"), "the number was wrong", null, ADA))
                .isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> changes.requestEdit(id, 3, bytes(json(key, 5)), "the number was wrong", null, ADA))
                .hasMessageContaining("version 0, not 3");
        assertThatThrownBy(() -> changes.requestDiscard(id, 0, "none", "nobody needs it", null, ADA))
                .hasMessageContaining("[reject]");
        assertThat(changes.newest(10)).isEmpty();
    }

    @Test
    void databaseRefusesAnApprovalByWhoeverAsked() {
        refused.add(1);
        receive(noted(key, 1));
        long asked = changes.requestDiscard(first(key).id(), 0, "reject", "nobody needs it", null, ADA)
                .id();

        assertThatThrownBy(() -> changes.approve(asked, "ada", false))
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("letter_changes_two_people_ck");
        assertThat(first(key).state()).isEqualTo(Letter.State.OPEN);
        assertThat(discarded).hasSize(1);
        discarded.clear();

        changes.approve(asked, "ada", true);

        assertThat(letters.of(keyOfConsumer(key)).getFirst().resolvedBy()).isEqualTo("ada");
        assertThat(changes.find(asked).alone()).isTrue();
    }

    @Test
    void requestThatIsWithdrawnOrExpiredOrOvertakenIsNotApproved() {
        refused.add(1);
        receive(noted(key, 1));
        long id = first(key).id();
        long withdrawn = changes.requestDiscard(id, 0, "reject", "nobody needs it", null, ADA)
                .id();
        long expired = changes.requestDiscard(id, 0, "reject", "nobody needs it", null, ADA)
                .id();
        long overtaken = changes.requestDiscard(id, 0, "reject", "nobody needs it", null, ADA)
                .id();
        changes.withdraw(withdrawn, "carl");
        database.execute("update letter_changes set expires_at = now() - interval '1 minute' where id = ?", expired);
        desk.edit(id, 0, bytes(json(key, 5)));

        assertThatThrownBy(() -> changes.approve(withdrawn, "bob", false)).hasMessageContaining("WITHDRAWN", "carl");
        assertThatThrownBy(() -> changes.approve(expired, "bob", false))
                .hasMessageContaining("requested by ada, has expired");
        assertThatThrownBy(() -> changes.approve(overtaken, "bob", false)).hasMessageContaining("version 1, not 0");
        assertThat(discarded).isEmpty();
    }

    @Test
    void planWhoseLetterWasEditedLaterDoesNotRun() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        desk.edit(letters.of(keyOfConsumer(key)).get(1).id(), 0, bytes(json(key, 7)));

        assertThatThrownBy(() -> redrives.run(plan.id(), "runner"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not any more what was shown");
        assertThat(letters.blocked(keyOfConsumer(key)).orElseThrow().jobId()).isNull();
        Redrive again = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        assertThat(again.hash()).isNotEqualTo(plan.hash());
    }

    @Test
    void letterWithoutAKeyBelongsToTheRedriveThatWasFirst() {
        refused.add(1);
        receive(withKey(null, noted(key, 1)));
        long id = onlyLetter();
        isBroken.set(true);
        Redrive first = plan(new Selection.ByLetter(id));
        Redrive second = plan(new Selection.ByLetter(id));
        redrives.run(first.id(), "ada");

        assertThatThrownBy(() -> redrives.run(second.id(), "bob")).hasMessageContaining("started by ada");
        assertThatThrownBy(() -> desk.discard(id, 0, "reject", "nobody needs it", "bob"))
                .hasMessageContaining("started by ada");
        redrives.stop(first.id());
        isBroken.set(false);
        refused.clear();
        assertThat(run(second).redriven()).isOne();
    }

    private long onlyLetter() {
        return database.fetchSingle("select id from dead_letters").get(0, Long.class);
    }

    @Test
    void anotherRecordAtTheSamePlaceOfATopicThatWasMadeAgainIsStored() {
        ConsumerRecord<String, byte[]> old = withoutId(record(newId(), "{", null), "{");
        ConsumerRecord<String, byte[]> fresh = withoutId(old, "[");

        receive(old);
        receive(old);
        receive(fresh);

        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(2);
    }

    private static ConsumerRecord<String, byte[]> withoutId(ConsumerRecord<String, byte[]> record, String json) {
        return new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(), bytes(json));
    }

    @Test
    void eventOfAnErasedPersonThatBecomesALetterLaterIsStoredWithoutThePerson() {
        refused.addAll(Set.of(1, 2, 3));
        var before = record(newId(), json(key, 1).replace("\"x\"", "\"Ada Lovelace\""), key);
        var waiting = record(newId(), json(key, 2).replace("\"x\"", "\"Ada Lovelace\""), key);
        new TransactionTemplate(transactions).execute(_ -> erasure.erase(key));
        await().pollDelay(Duration.ofMillis(2)).until(() -> true);
        var after = record(newId(), json(key, 3).replace("\"x\"", "\"Ada Byron\""), key);

        receive(before);
        receive(waiting, after);

        assertThat(lettersThatSay("Ada Lovelace")).isZero();
        assertThat(lettersThatSay("Ada Byron")).isOne();
        assertThat(letters.of(keyOfConsumer(key))).hasSize(3);
    }

    /** A redrive locks its key, then what its handler writes. So does an erasure, which locks more. */
    @Test
    void erasureAndRedriveNeverWaitForEachOther() throws Exception {
        refused.add(1);
        receive(noted(key, 1));
        refused.clear();
        var isHandling = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        afterHandling = () -> {
            isHandling.countDown();
            mayEnd.await();
        };
        long before = deadlocks();
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        try (var other = Executors.newSingleThreadExecutor()) {
            redrives.run(plan.id(), "runner");
            isHandling.await();
            Future<?> erased = other.submit(() -> new TransactionTemplate(transactions).executeWithoutResult(_ -> {
                erasure.erase(key);
                database.execute("lock table notes in share row exclusive mode");
            }));
            await().until(() -> waitingBackends() == 1);
            mayEnd.countDown();
            erased.get(30, TimeUnit.SECONDS);
        }

        assertThat(ended(plan, State.DONE).redriven()).isOne();
        assertThat(deadlocks()).isEqualTo(before);
    }

    private long deadlocks() {
        database.execute("select pg_stat_force_next_flush()");
        return database.fetchSingle("select deadlocks from pg_stat_database where datname = current_database()")
                .get(0, Long.class);
    }

    @Test
    void redriveThatEndedLongAgoIsRemovedAndItsLettersStay() {
        refused.add(1);
        receive(noted(key, 1));
        refused.clear();
        Redrive old = redriven(new Selection.ByKey(subscription.consumer(), key.toString()));
        refused.add(2);
        receive(noted(otherKey, 2));
        Redrive recent = plan(new Selection.ByKey(subscription.consumer(), otherKey.toString()));
        database.execute("update ops_jobs set finished_at = now() - interval '91 days' where id = ?", old.id());

        redrives.forgetOld();

        assertThatThrownBy(() -> redrives.details(old.id())).hasMessageContaining("There is no redrive");
        assertThat(redrives.details(recent.id()).items()).hasSize(1);
        assertThat(letters.of(keyOfConsumer(key))).hasSize(1);
    }

    @Test
    void onlyAFewRedrivesRunAtATime() {
        refused.add(1);
        receive(noted(key, 1));
        refused.clear();
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        for (int i = 0; i < 3; i++) {
            runningJobOf("another release");
        }

        assertThatThrownBy(() -> redrives.run(plan.id(), "bob")).hasMessageContaining("3 redrives run");
        database.execute("delete from ops_jobs where release = 'another release'");
        assertThat(run(plan).redriven()).isOne();
    }

    private UUID runningJobOf(String release) {
        return database.fetchSingle("""
                        insert into ops_jobs (kind, state, plan, plan_hash, reason, requested_by, started_by, expires_at, started_at, release)
                        values ('REDRIVE', 'RUNNING', '{"keys": 1, "letters": 1}', '', 'a job of another release', 'ada', 'ada', now(), now(), ?)
                        returning id""", release).get(0, UUID.class);
    }

    /** During a roll-out: the release that was asked can do it, and the one before may fail at it. */
    @Test
    void processOfAnotherReleaseLeavesAJobAloneAsLongAsItGoesOn() {
        refused.addAll(Set.of(1, 10));
        receive(noted(key, 1), noted(otherKey, 10));
        refused.clear();
        UUID foreign = runningJobOf("newer");
        database.execute(
                "insert into redrive_items (job_id, consumer, key, upto, letters) values (?, ?, ?, ?, 1)",
                foreign,
                subscription.consumer(),
                key.toString(),
                first(key).id());
        database.execute("update waiting_keys set job_id = ? where key = ?", foreign, key.toString());

        redriven(new Selection.ByKey(subscription.consumer(), otherKey.toString()));

        assertThat(effects(key)).isEmpty();
        assertThat(redrives.details(foreign).redrive().state()).isEqualTo(State.RUNNING);
        database.execute("update ops_jobs set started_at = now() - interval '2 minutes' where id = ?", foreign);
        assertThat(ended(redrives.details(foreign).redrive(), State.DONE).redriven())
                .isOne();
    }

    @Test
    void letterOfAConsumerThatThisReleaseDoesNotKnowIsNotGivenUp() {
        refused.addAll(Set.of(1, 10));
        receive(noted(key, 1), noted(otherKey, 10));
        refused.clear();
        database.execute("update dead_letters set consumer = 'later release' where key = ?", key.toString());
        database.execute("update waiting_keys set consumer = 'later release' where key = ?", key.toString());
        Redrive plan = plan(new Selection.ByKey("later release", key.toString()));
        redrives.run(plan.id(), "runner");

        redriven(new Selection.ByKey(subscription.consumer(), otherKey.toString()));

        assertThat(redrives.details(plan.id()).redrive()).satisfies(it -> {
            assertThat(it.state()).isEqualTo(State.RUNNING);
            assertThat(it.failed()).isZero();
        });
        redrives.stop(plan.id());
    }

    @Test
    void rateOfAJobHoldsOverAllProcesses() {
        refused.add(1);
        receive(noted(key, 1), noted(key, 2));
        refused.clear();
        Redrive plan = redrives.plan(
                new Selection.ByKey(subscription.consumer(), key.toString()),
                null,
                0.01,
                "the cause is corrected",
                null,
                "planner");
        redrives.run(plan.id(), "runner");
        await().until(() -> redrives.details(plan.id()).redrive().redriven() == 1);

        assertThat(database.fetchSingle(
                                "select next_at > now() + interval '60 s' from ops_jobs where id = ?", plan.id())
                        .get(0, Boolean.class))
                .as("no process takes the next step before")
                .isTrue();
        redrives.stop(plan.id());
    }

    /** As a process that dies there, for the database: behind the handler's writes, before the commit, in batches and in letters. */
    @Test
    void sessionThatIsKilledTwentyTimesBetweenHandlerAndCommitChangesNothing() {
        refused.add(1);
        var kills = new AtomicInteger();
        var calls = new AtomicInteger();
        afterHandling = () -> {
            if (calls.getAndIncrement() % 2 == 0) {
                kills.incrementAndGet();
                database.execute("select pg_terminate_backend(pg_backend_pid())");
            }
        };
        List<UUID> keys = IntStream.range(0, 6).mapToObj(_ -> UUID.randomUUID()).toList();
        for (UUID one : keys) {
            receiveUntilThrough(noted(one, 0), noted(one, 1), noted(one, 2), noted(one, 3));
        }
        refused.clear();
        assertThat(keysAndLettersAgree()).isTrue();
        Redrive done = redriven(new Selection.ByFingerprint(
                letters.groups(inbox.answered(), 10).getFirst().fingerprint()));

        assertThat(List.of(done.redriven(), done.duplicates(), done.failed())).containsExactly(18, 0, 0);
        for (UUID one : keys) {
            assertThat(effectsInOrder(one)).containsExactly(0, 1, 2, 3);
        }
        assertThat(database.fetch("table waiting_keys")).isEmpty();
        System.out.println("Killed between handler and commit: " + kills);
        assertThat(kills.get()).isGreaterThanOrEqualTo(20);
    }

    @SafeVarargs
    private void receiveUntilThrough(ConsumerRecord<String, byte[]>... batch) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            receive(batch);
            return true;
        });
    }

    /** What a redrive meets in a shop of many releases. */
    @Test
    void eventsOfAllReleasesAndWithFieldsOfALaterOneAreRedriven() {
        var isRepaired = new AtomicBoolean();
        var handled = new ConcurrentHashMap<UUID, Integer>();
        var offset = new AtomicLong();
        int expected = 0;
        for (Topic<?> real : ShopTopics.ALL) {
            expected += receiveSamplesOf(real, isRepaired, handled, offset);
        }
        assertThat(expected).isPositive();
        assertThat(database.fetchCount(table("dead_letters"))).isEqualTo(expected - handled.size());
        isRepaired.set(true);

        for (String fingerprint : database.fetch(
                        "select distinct fingerprint from dead_letters where fingerprint is not null")
                .getValues(0, String.class)) {
            assertThat(redriven(new Selection.ByFingerprint(fingerprint)).failed())
                    .isZero();
        }

        assertThat(database.fetchCount(table("dead_letters"), condition("state = 'OPEN'")))
                .isZero();
        assertThat(handled)
                .hasSize(expected)
                .allSatisfy((_, times) -> assertThat(times).isOne());
    }

    /** Each as a key of its own, and behind each an event of a type that nobody knows, which is skipped. */
    private <E> int receiveSamplesOf(
            Topic<E> real, AtomicBoolean isRepaired, Map<UUID, Integer> handled, AtomicLong offset) {
        var samples = EventSamples.accepted()
                .filter(sample -> sample.topic().equals(real.name()))
                .toList();
        var own = new Topic<>("golden-" + real.name() + "-" + UUID.randomUUID(), real.types(), real.aggregateId());
        var golden = new Subscription<>("reader of " + own.name(), own);
        Receiver reader = inbox.receiver(
                batch -> batch.of(golden).forEach(event -> {
                    if (!isRepaired.get() && !healthy.get()) {
                        throw new IllegalStateException("simulated");
                    }
                    handled.merge(event.id(), 1, Integer::sum);
                }),
                golden);
        // Now and then one takes effect at once: that many failures in a row would be an epidemic.
        int letterCount = 0;
        for (EventSample sample : samples) {
            healthy.set(++letterCount % 10 == 0);
            String ofKey = UUID.randomUUID().toString();
            reader.receive(List.of(
                    golden(own, sample, sample.type(), ofKey, offset),
                    golden(own, sample, "golden.nobody-knows.v9", ofKey, offset)));
        }
        return samples.size();
    }

    private final AtomicBoolean healthy = new AtomicBoolean();

    private static ConsumerRecord<String, byte[]> golden(
            Topic<?> topic, EventSample sample, String type, String ofKey, AtomicLong offset) {
        var record = new ConsumerRecord<>(topic.name(), 0, offset.getAndIncrement(), ofKey, sample.payload());
        record.headers().add(EventHeaders.ID, bytes(newId().toString()));
        record.headers().add(EventHeaders.TYPE, bytes(type));
        return record;
    }

    /** Otherwise the event would be stored behind a key that has just been released, and nobody would redrive it. */
    @Test
    void redriveWaitsForABatchThatFoundItsKeyWaiting() throws Exception {
        refused.add(1);
        receive(noted(key, 1));
        refused.clear();
        receive(noted(otherKey, 10));
        Redrive plan = plan(new Selection.ByKey(subscription.consumer(), key.toString()));
        try (Connection superuser = Infrastructure.postgres().connect("messaging_letters");
                Statement statement = superuser.createStatement();
                var others = Executors.newFixedThreadPool(2)) {
            // The batch stands still after it has seen that the key waits, and before its event is stored.
            statement.execute("""
                    create function stand_still() returns trigger language plpgsql as $$
                    begin perform pg_advisory_xact_lock(4711); return new; end $$;
                    create trigger stand_still before insert on dead_letters for each row execute function stand_still()""");
            statement.execute("select pg_advisory_lock(4711)");
            Future<?> batch = others.submit(() -> receive(noted(key, 2)));
            await().until(() -> waitingBackends() == 1);
            Future<?> redrive = others.submit(() -> redrives.run(plan.id(), "runner"));
            await().until(() -> waitingBackends() == 2
                    || redrives.details(plan.id()).redrive().state() == State.DONE);
            statement.execute("select pg_advisory_unlock(4711)");
            batch.get(30, TimeUnit.SECONDS);
            redrive.get(30, TimeUnit.SECONDS);
            ended(plan, State.DONE);
            statement.execute("drop trigger stand_still on dead_letters; drop function stand_still()");
        }

        receive(noted(key, 3));
        assertThat(letters.blocked(keyOfConsumer(key)).orElseThrow().letters()).isEqualTo(2);
        redriven(new Selection.ByKey(subscription.consumer(), key.toString()));
        assertThat(effectsInOrder(key)).containsExactly(1, 2, 3);
    }

    private int waitingBackends() {
        return database.fetchOne("select count(distinct pid) from pg_locks where not granted")
                .get(0, Integer.class);
    }

    /** Three consumers, two operators, second deliveries, roll-backs: each event once, in order, and no letter left alone. */
    @Test
    void liveEventsAndRedrivesOfTheSameKeysKeepTheOrder() throws Exception {
        int keys = 24;
        int events = 60;
        var random = new Random(7);
        List<UUID> noteIds =
                IntStream.range(0, keys).mapToObj(_ -> UUID.randomUUID()).toList();
        // One in thirty is poison until its first redrive.
        var poison = new HashSet<String>();
        var attempts = ConcurrentHashMap.<String>newKeySet();
        List<List<ConsumerRecord<String, byte[]>>> partitions =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int number = 0; number < events; number++) {
            for (int note = 0; note < keys; note++) {
                if (random.nextInt(30) == 0) {
                    poison.add(noteIds.get(note) + "/" + number);
                }
                partitions.get(note % 3).add(noted(noteIds.get(note), number));
            }
        }
        var isRedriving = new AtomicBoolean(true);
        Topic<NoteEvent> own = new Topic<>("race-" + UUID.randomUUID(), NoteEvent.TOPIC.types(), NoteEvent::noteId);
        var race = new Subscription<>("reader of " + own.name(), own);
        var jitter = new Random(11);
        Receiver racing = inbox.receiver(
                batch -> {
                    for (Event<NoteEvent> event : batch.of(race)) {
                        var noted = (NoteEvent.Noted) event.body();
                        String id = noted.noteId() + "/" + noted.number();
                        if (poison.contains(id) && attempts.add(id)) {
                            throw new IllegalStateException("simulated");
                        }
                        database.execute(
                                "insert into notes (note_id, number) values (?, ?)", noted.noteId(), noted.number());
                    }
                    synchronized (jitter) {
                        if (jitter.nextInt(40) == 0) {
                            throw new CannotAcquireLockException("simulated");
                        }
                    }
                },
                race);
        try (var workers = Executors.newFixedThreadPool(5)) {
            var consumersDone = new CountDownLatch(3);
            List<Future<?>> all = new ArrayList<>();
            for (int number = 0; number < partitions.size(); number++) {
                List<ConsumerRecord<String, byte[]>> records = asPartition(own, number, partitions.get(number));
                all.add(workers.submit(() -> {
                    consume(racing, records);
                    consumersDone.countDown();
                }));
            }
            for (String operator : List.of("ada", "bob")) {
                all.add(workers.submit(() -> redriveUntilQuiet(race, operator, isRedriving)));
            }
            assertThat(consumersDone.await(90, TimeUnit.SECONDS)).isTrue();
            isRedriving.set(false);
            for (Future<?> one : all) {
                one.get(90, TimeUnit.SECONDS);
            }
        }

        assertThat(database.fetchCount(table("dead_letters"), condition("state = 'OPEN'")))
                .isZero();
        assertThat(poison).isNotEmpty();
        for (UUID note : noteIds) {
            assertThat(effectsInOrder(note))
                    .containsExactlyElementsOf(
                            IntStream.range(0, events).boxed().toList());
        }
    }

    /** As a listener does: small batches, each tried again until it is through, some of them delivered twice. */
    private static void consume(Receiver receiver, List<ConsumerRecord<String, byte[]>> records) {
        var random = new Random(records.size());
        for (int from = 0; from < records.size(); ) {
            int to = Math.min(records.size(), from + 1 + random.nextInt(20));
            boolean isThrough = false;
            while (!isThrough) {
                try {
                    receiver.receive(records.subList(from, to));
                    isThrough = random.nextInt(5) > 0;
                } catch (CannotAcquireLockException _) {
                    // The listener tries the batch again.
                }
            }
            from = to;
        }
    }

    private void redriveUntilQuiet(Subscription<?> race, String operator, AtomicBoolean isLive) {
        boolean waits = true;
        while (isLive.get() || waits) {
            List<String> waiting = database.fetch("select key from waiting_keys where consumer = ?", race.consumer())
                    .getValues(0, String.class);
            waits = !waiting.isEmpty();
            for (String one : waiting) {
                try {
                    Redrive plan = redrives.plan(
                            new Selection.ByKey(race.consumer(), one), null, null, "a race in a test", null, operator);
                    redrives.run(plan.id(), operator);
                    ended(plan, State.DONE);
                } catch (RefusedException _) {
                    // The other operator was first.
                }
            }
        }
    }

    private boolean keysAndLettersAgree() {
        return database.fetch("""
                        select consumer, key, letters from waiting_keys
                        except
                        select consumer, key, count(*) from dead_letters where state = 'OPEN' and key is not null group by 1, 2
                        """).isEmpty() && database.fetch("""
                        select consumer, key from dead_letters where state = 'OPEN' and key is not null
                        except
                        select consumer, key from waiting_keys
                        """).isEmpty();
    }

    private Redrive redriven(Selection selection) {
        return run(plan(selection));
    }

    private Redrive plan(Selection selection) {
        return redrives.plan(selection, null, null, "the cause is corrected", null, "planner");
    }

    private Redrive run(Redrive plan) {
        redrives.run(plan.id(), "runner");
        return ended(plan, State.DONE);
    }

    private Redrive ended(Redrive plan, State state) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> redrives.details(plan.id()).redrive(), it -> it.state() == state);
    }

    private Letter first(UUID ofKey) {
        return letters.first(keyOfConsumer(ofKey)).orElseThrow();
    }

    private KeyOfConsumer keyOfConsumer(UUID of) {
        return new KeyOfConsumer(subscription.consumer(), of.toString());
    }

    @SafeVarargs
    private void receive(ConsumerRecord<String, byte[]>... batch) {
        receiver.receive(List.of(batch));
    }

    private List<Integer> effects(UUID note) {
        return database.fetch("select number from notes where note_id = ? order by number", note)
                .getValues(0, Integer.class);
    }

    /** In the order in which they were written: rows are never changed here. */
    private List<Integer> effectsInOrder(UUID note) {
        return database.fetch("select number from notes where note_id = ? order by id", note)
                .getValues(0, Integer.class);
    }

    private ConsumerRecord<String, byte[]> noted(UUID note, int number) {
        return record(newId(), json(note, number), note);
    }

    private static String json(UUID note, int number) {
        return "{\"noteId\":\"" + note + "\",\"number\":" + number + ",\"text\":\"x\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ConsumerRecord<String, byte[]> record(UUID id, String json, UUID ofKey) {
        return record(id, "notes.noted.v1", json, ofKey);
    }

    private ConsumerRecord<String, byte[]> record(UUID id, String type, String json, UUID ofKey) {
        var record = new ConsumerRecord<>(
                topic.name(), 0, OFFSETS.getAndIncrement(), ofKey == null ? null : ofKey.toString(), bytes(json));
        record.headers().add(EventHeaders.ID, bytes(id.toString()));
        record.headers().add(EventHeaders.TYPE, bytes(type));
        return record;
    }

    /** The same event at another offset, as a relay sends it after its slot was lost. */
    private ConsumerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> record) {
        var later = new ConsumerRecord<>(
                record.topic(), record.partition(), OFFSETS.getAndIncrement(), record.key(), record.value());
        record.headers().forEach(later.headers()::add);
        return later;
    }

    private static List<ConsumerRecord<String, byte[]>> asPartition(
            Topic<NoteEvent> topic, int partition, List<ConsumerRecord<String, byte[]>> records) {
        var all = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (ConsumerRecord<String, byte[]> record : records) {
            var other = new ConsumerRecord<>(topic.name(), partition, all.size(), record.key(), record.value());
            record.headers().forEach(other.headers()::add);
            all.add(other);
        }
        return all;
    }

    private static UUID newId() {
        UUID random = UUID.randomUUID();
        return new UUID(
                (System.currentTimeMillis() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xFFF),
                random.getLeastSignificantBits());
    }
}
