package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.Infrastructure;

/**
 * How long an outbox is not relayed when its relay goes, with another process standing by: from the moment that it goes to the
 * arrival of the first event that was written later. Prints a distribution and asserts no time; {@code ./shop bench takeover} runs
 * it, no build does.
 */
class TakeoverMeasurement {

    private static final int PARTITIONS = 2;
    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(2);

    private static final String READER =
            "select active_pid from pg_replication_slots where database = current_database()";

    private final int kills = Integer.getInteger("takeover.kills", 50);
    private final int silences = Integer.getInteger("takeover.silences", 10);

    private final List<RelayProcess> processes = new ArrayList<>();
    private final ExecutorService watching = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger written = new AtomicInteger();
    private OutboxDatabase database;
    private TopicReader topic;
    private volatile boolean writing = true;
    private Thread writer;

    @BeforeEach
    void prepare() {
        database = OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());
        Infrastructure.kafka().createTopics(List.of(database.topic()), PARTITIONS);
        topic = new TopicReader(Infrastructure.kafka().bootstrapServers(), database.topic(), PARTITIONS);
        writer = Thread.ofPlatform().start(this::write);
    }

    @AfterEach
    void stop() throws Exception {
        writing = false;
        writer.join();
        watching.close();
        processes.forEach(RelayProcess::close);
        topic.close();
        soon().ignoreExceptions().untilAsserted(() -> database.dropSlots());
    }

    @Test
    void afterKill() throws Exception {
        measure("kill -9", kills, RelayProcess::kill);
    }

    /** The process hangs, and its connections stay open: as a node that is lost without a word. */
    @Test
    void afterSilence() throws Exception {
        measure("silence", silences, RelayProcess::pause);
    }

    private interface End {
        void of(RelayProcess process) throws InterruptedException;
    }

    private void measure(String what, int rounds, End end) throws Exception {
        var millis = new ArrayList<Long>();
        var free = new ArrayList<Long>();
        var read = new ArrayList<Long>();
        RelayProcess leader = relay();
        soon().until(() -> leader.hasSaid("RELAYING"));
        RelayProcess active = leader;
        for (int round = 0; round < rounds; round++) {
            RelayProcess standby = relay();
            soon().until(() -> {
                topic.readOn(Duration.ofMillis(5), _ -> {});
                return standby.hasSaid("STANDBY");
            });
            int reader = database.query(READER, Integer.class);
            long goneAt = System.nanoTime();
            Future<Long> freeAt = watching.submit(() -> whenNobodyReadsAs(reader));
            end.of(active);
            // Only the other one can publish what is written from now on. One event may be written and not counted yet.
            long arrivedAt = arrivalOfAnEventAfter(written.get() + 1);
            free.add(Duration.ofNanos(freeAt.get() - goneAt).toMillis());
            millis.add(Duration.ofNanos(arrivedAt - goneAt).toMillis());
            soon().until(() -> standby.hasSaid("RELAYING"));
            read.add(Duration.ofNanos(standby.saidAt("RELAYING") - goneAt).toMillis());
            active.close();
            active = standby;
        }
        report(what, millis);
        report(what + ", until the slot is free", free);
        report(what + ", until it is read", read);
        writing = false;
        writer.join();
        soon().until(() -> {
            topic.readOn();
            return topic.distinct() == written.get();
        });
        assertThat(topic.firstOccurrences()).containsEntry("a", OutboxDatabase.payloads(1, written.get()));
    }

    private long whenNobodyReadsAs(int reader) throws Exception {
        try (Connection connection = Infrastructure.postgres().connect("postgres");
                var statement = connection.prepareStatement(
                        "select exists (select from pg_replication_slots where active_pid = ?)")) {
            statement.setInt(1, reader);
            while (true) {
                try (var row = statement.executeQuery()) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        return System.nanoTime();
                    }
                }
                LockSupport.parkNanos(BETWEEN_EVENTS.toNanos());
            }
        }
    }

    private long arrivalOfAnEventAfter(int number) {
        long[] arrivedAt = {0};
        while (arrivedAt[0] == 0) {
            topic.readOn(Duration.ofMillis(5), record -> {
                if (arrivedAt[0] == 0
                        && Integer.parseInt(TopicReader.text(record).replaceAll("\\D", "")) > number) {
                    arrivedAt[0] = System.nanoTime();
                }
            });
        }
        return arrivedAt[0];
    }

    private void write() {
        try (Connection connection = database.app()) {
            while (writing) {
                int number = written.get() + 1;
                database.append(connection, "a", number, 1);
                written.set(number);
                LockSupport.parkNanos(BETWEEN_EVENTS.toNanos());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void report(String what, List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        System.out.printf(
                "takeover after %s, %d rounds, ms: min %d, p50 %d, p90 %d, p99 %d, max %d%n",
                what,
                sorted.size(),
                sorted.getFirst(),
                percentile(sorted, 50),
                percentile(sorted, 90),
                percentile(sorted, 99),
                sorted.getLast());
        System.out.println("takeover after " + what + ", as they came: "
                + millis.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    /** The smallest that so many percent do not exceed. */
    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    private RelayProcess relay() {
        RelayProcess process =
                RelayProcess.start(database, Infrastructure.kafka().bootstrapServers());
        processes.add(process);
        return process;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(120)).pollInterval(Duration.ofMillis(10));
    }
}
