package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.messaging.relay.OutboxDatabase.payloads;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.Infrastructure;

/** Relays as processes of their own: killed, paused, standing by. */
class RelayProcessIT {

    private static final int PARTITIONS = 2;

    private final List<RelayProcess> processes = new ArrayList<>();
    private OutboxDatabase database;
    private TopicReader topic;

    @BeforeEach
    void prepare() {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        topic = new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
    }

    @AfterEach
    void stop() {
        processes.forEach(RelayProcess::close);
        topic.close();
        soon().ignoreExceptions().untilAsserted(() -> database.dropSlots());
    }

    @Test
    void killInTheMiddleOfALargeTransactionLosesNothing() throws Exception {
        RelayProcess first = relay();
        awaitActive();
        database.append("a", 1, 5000);
        soon().until(() -> topic.readOn().size() >= 100);
        first.kill();
        assertThat(topic.distinct()).isLessThan(5000);
        database.append("b", 1, 20);

        relay();

        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 5020;
        });
        assertThat(topic.firstOccurrences())
                .containsEntry("a", payloads(1, 5000))
                .containsEntry("b", payloads(1, 20));
    }

    @Test
    void killDuringARecoveryLosesNothing() throws Exception {
        database.append("a", 1, 30_000);
        RelayProcess first = relay();
        soon().until(() -> topic.readOn().size() >= 100);
        first.kill();
        assertThat(topic.distinct()).isLessThan(30_000);
        database.append("a", 30_001, 20);

        relay();

        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 30_020;
        });
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 30_020));
    }

    @Test
    void standbyTakesOverInUnderASecondAndLosesNothing() throws Exception {
        RelayProcess leader = relay();
        awaitActive();
        int appended = 0;
        var takeovers = new ArrayList<Long>();
        for (int round = 0; round < 3; round++) {
            RelayProcess standby = relay();
            awaitStandby(standby);
            int before = appended;
            var arrived = new AtomicInteger();
            var takenOverAfter = new AtomicLong(-1);
            long killedAt = 0;
            for (int i = 0; i < 400 && takenOverAfter.get() < 0 || i < 100; i++) {
                if (i == 50) {
                    leader.kill();
                    killedAt = System.nanoTime();
                }
                int marker = before + 51;
                long killed = killedAt;
                database.append("a", ++appended, 1);
                topic.readOn(Duration.ofMillis(5), record -> {
                    arrived.incrementAndGet();
                    if (killed > 0 && takenOverAfter.get() < 0 && number(TopicReader.text(record)) > marker) {
                        takenOverAfter.set(
                                Duration.ofNanos(System.nanoTime() - killed).toMillis());
                    }
                });
            }
            takeovers.add(takenOverAfter.get());
            int expected = appended;
            soon().until(() -> {
                topic.readOn();
                return topic.distinct() == expected;
            });
            leader = standby;
        }
        System.out.println("Takeovers after kill -9, ms: " + takeovers);
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, appended));
        assertThat(takeovers).anySatisfy(millis -> assertThat(millis).isBetween(0L, 999L));
    }

    @Test
    void pausedLeaderThatWakesAfterATakeoverDisturbsNoOrder() throws Exception {
        RelayProcess leader = relay();
        awaitActive();
        awaitStandby(relay());
        database.append("a", 1, 5000);
        soon().until(() -> topic.readOn().size() >= 100);
        leader.pause();
        // The server would notice after wal_sender_timeout; the test does not wait for that.
        database.asSuperuser("select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
                + database.slot() + "'");
        database.append("a", 5001, 1000);
        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 6000;
        });
        int beforeWaking = topic.readOn().size();
        leader.resume();
        database.append("a", 6001, 1000);

        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == 7000;
        });
        topic.readOn(Duration.ofSeconds(3), _ -> {});
        System.out.println("Records before the old leader woke: " + beforeWaking + ", at the end: "
                + topic.readOn().size());
        assertThat(leader.isAlive()).isTrue();
        assertThat(topic.firstOccurrences()).containsEntry("a", payloads(1, 7000));
    }

    private RelayProcess relay() {
        RelayProcess process =
                RelayProcess.start(database, Infrastructure.kafka().bootstrapServers());
        processes.add(process);
        return process;
    }

    private void awaitActive() {
        soon().until(() -> Boolean.TRUE.equals(database.query(
                "select active from pg_replication_slots where slot_name = '" + database.slot() + "'", Boolean.class)));
    }

    /** The newest process's engine waits for the slot; the parent is told by a line on its output. */
    private void awaitStandby(RelayProcess standby) {
        soon().until(() -> standby.hasSaid("STANDBY"));
    }

    private static int number(String payload) {
        return Integer.parseInt(payload.replaceAll("\\D", ""));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(20));
    }
}
