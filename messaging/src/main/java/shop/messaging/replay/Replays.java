package shop.messaging.replay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.redrive.RefusedException;
import shop.messaging.redrive.RefusedException.Kind;
import shop.messaging.replay.Projection.Difference;
import shop.messaging.replay.Replay.Gap;
import shop.messaging.replay.Replay.Plan;
import shop.messaging.replay.Replay.Range;
import shop.messaging.replay.Replay.State;
import shop.messaging.replay.Replayer.Step;
import shop.messaging.replay.TopicReader.Read;

/**
 * Builds a projection again: plans it, lets it run, compares the shadow with the table in use, swaps them, and takes that back. Safe for
 * use by several threads and processes. Each method joins the transaction of its caller.
 */
public class Replays {

    private static final Logger log = LoggerFactory.getLogger(Replays.class);

    private static final Duration VALID = Duration.ofMinutes(30);

    /** The clocks of services differ, so more is copied than had to be. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    /** The longest that a transaction of the service is under way. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(10);

    /** How long writers may be kept waiting for a swap. */
    private static final int GATE_SECONDS = 2;

    /** Events that a swap reads while the table is locked. */
    private static final long FEW = 1_000;

    /** As a shadow that has nothing to do looks for more twice a second. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(700);

    private static final int LOOKS = 3;

    /** How long who compares waits for the shadow. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(30);

    private static final int SAMPLES = 10;
    private static final int MANY = 10_000;

    private final Projection projection;
    private final Replayer replayer;
    private final ReplayTables tables;
    private final ReplayRunner runner;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Replays(
            Projection projection,
            Replayer replayer,
            ReplayTables tables,
            ReplayRunner runner,
            TransactionTemplate transaction,
            Clock clock) {
        this.projection = projection;
        this.replayer = replayer;
        this.tables = tables;
        this.runner = runner;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The projections that can be built again, by their names. */
    public List<String> projections() {
        return List.of(projection.name());
    }

    /**
     * Reads all topics once, and says what a replay would do. Changes nothing but the list of plans.
     *
     * @param copyOlder whether rows may be copied whose events are not all there any more
     * @throws RefusedException if there is no such projection, or rows would have to be copied and may not
     */
    public Replay plan(
            String name,
            boolean copyOlder,
            @Nullable Double rate,
            String reason,
            @Nullable String ticket,
            String by,
            String via) {
        if (!projection.name().equals(name)) {
            throw new RefusedException(
                    Kind.NOT_FOUND, "There is no projection " + name + ", only " + projection.name() + ".");
        }
        demandRate(rate);
        if (!tables.hasRole()) {
            throw new RefusedException(
                    Kind.INVALID,
                    "The database has no role that may replay. An administrator has to make it: " + tables.makeRole());
        }
        Plan plan;
        Instant horizon;
        try (TopicReader reader = replayer.connect()) {
            List<TopicPartition> partitions = reader.partitions(replayer.topics());
            Map<TopicPartition, Long> starts = reader.starts(partitions);
            Map<TopicPartition, Long> limits = replayer.limits(reader, partitions);
            List<Gap> gaps = reader.gaps(starts, limits);
            horizon = horizonOf(gaps);
            long copied = horizon == null ? 0 : projection.before(horizon);
            if (!gaps.isEmpty() && !copyOlder) {
                throw new RefusedException(
                        Kind.INVALID,
                        "The topics do not hold all events any more: "
                                + gaps.stream().map(Gap::text).collect(Collectors.joining(", ")) + ". " + copied
                                + " rows from before " + horizon
                                + " can only be copied as they are. Say so with --copy-older.");
            }
            plan = count(reader, starts, limits, gaps, copied);
        }
        return Objects.requireNonNull(transaction.execute(_ -> {
            UUID id = tables.insert(
                    name,
                    plan,
                    horizon,
                    rate,
                    reason,
                    ticket,
                    by,
                    via,
                    clock.instant().plus(VALID));
            return tables.find(id).orElseThrow();
        }));
    }

    /** @return null if nothing is missing */
    private @Nullable Instant horizonOf(List<Gap> gaps) {
        return gaps.stream()
                .map(gap -> gap.firstAt() == null ? clock.instant() : gap.firstAt())
                .max(Instant::compareTo)
                .map(latest -> latest.plus(CLOCKS))
                .orElse(null);
    }

    private Plan count(
            TopicReader reader,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> limits,
            List<Gap> gaps,
            long copied) {
        var ranges = new ArrayList<Range>();
        starts.forEach((partition, start) -> ranges.add(new Range(
                partition.topic(),
                partition.partition(),
                start,
                Math.max(start, limits.getOrDefault(partition, start)))));
        var events = new TreeMap<String, Map<String, Long>>();
        long undecodable = 0;
        long unknown = 0;
        var position = new HashMap<>(starts);
        while (true) {
            Read read = reader.read(position, limits);
            if (read.isAll()) {
                break;
            }
            for (var record : read.records()) {
                Optional<String> type = replayer.typeOf(record);
                if (type.isEmpty()) {
                    undecodable++;
                } else {
                    events.computeIfAbsent(record.topic(), _ -> new TreeMap<>()).merge(type.get(), 1L, Long::sum);
                    if (!replayer.knows(record.topic(), type.get())) {
                        unknown++;
                    }
                }
            }
            position.putAll(read.next());
        }
        return new Plan(ranges, events, undecodable, unknown, gaps, copied, tables.lettersByState());
    }

    /**
     * Starts what was planned.
     *
     * @throws RefusedException if it ran already, its time is over, or another replay has the shadow
     */
    public Replay run(UUID id, String by) {
        return change(id, replay -> {
            demand(replay, State.PLANNED);
            tables.holderOf(replay.projection()).ifPresent(Replays::refuseFor);
            tables.start(id, by);
            tables.prepare(replay.projection());
            runner.wakeAfterCommit();
        });
    }

    private static void refuseFor(Replay holder) {
        throw new RefusedException(
                Kind.CONFLICT,
                "The replay " + holder.id() + " has the shadow: it is " + holder.state() + ", started by "
                        + holder.startedBy() + " at " + holder.startedAt()
                        + ". One at a time; drop it, or wait for it.");
    }

    /** @throws RefusedException if it does not run */
    public Replay pause(UUID id) {
        return change(id, replay -> {
            demand(replay, State.RUNNING);
            tables.move(id, State.PAUSED);
        });
    }

    /** @throws RefusedException if it is not paused */
    public Replay resume(UUID id) {
        return change(id, replay -> {
            demand(replay, State.PAUSED);
            tables.move(id, State.RUNNING);
            runner.wakeAfterCommit();
        });
    }

    /** @throws RefusedException if it is over */
    public Replay rate(UUID id, @Nullable Double rate) {
        demandRate(rate);
        return change(id, replay -> {
            demand(replay, State.PLANNED, State.RUNNING, State.PAUSED);
            tables.rate(id, rate);
        });
    }

    /**
     * Compares all rows of shadow and table, without a lock. The shadow is behind, so rows that differ are compared again when it has read
     * what is published by then. What differs after a few such looks is different, or its event is still in the outbox.
     *
     * @throws RefusedException if it does not run, is far behind, or does not come that far within half a minute
     */
    public Replay verify(UUID id) {
        demandReady(find(id));
        Instant deadline = clock.instant().plus(CATCHING_UP);
        List<Difference> differences = projection.differences(MANY);
        try (TopicReader reader = replayer.connect()) {
            for (int again = 0; again < LOOKS && !differences.isEmpty() && differences.size() < MANY; again++) {
                // What the relay has not sent yet is soon in the topic.
                pause();
                awaitShadow(id, replayer.limits(reader, tables.progress(id).keySet()), deadline);
                differences = projection.differences(keys(differences));
            }
        }
        List<Difference> found = differences;
        return change(id, replay -> {
            demand(replay, State.RUNNING);
            tables.found(id, found.size(), samples(found));
        });
    }

    /** Until the shadow has read up to there. */
    private void awaitShadow(UUID id, Map<TopicPartition, Long> limits, Instant deadline) {
        while (!tables.progress(id).entrySet().stream()
                .allMatch(one -> one.getValue() >= limits.getOrDefault(one.getKey(), 0L))) {
            Replay replay = find(id);
            demand(replay, State.RUNNING);
            if (clock.instant().isAfter(deadline)) {
                throw new RefusedException(
                        Kind.CONFLICT,
                        "The shadow has " + replay.left()
                                + " events left, and its rows cannot be compared before it has read"
                                + " them. Wait for it, or let it read faster: ./shop ops replay rate");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The service stops", e);
        }
    }

    /**
     * Puts the shadow in the place of the table, in the transaction of the caller. Writers wait for that moment. What was in use becomes the
     * shadow, and follows the topics for a day.
     *
     * @param differences as many rows as the caller knows to differ: 0, or what {@link #verify} has shown
     * @throws RefusedException if it does not run, is far behind, or as many rows do not differ; nothing is changed
     */
    public Replay swap(UUID id, long differences, String by) {
        return change(id, replay -> {
            demandReady(replay);
            Instant begin = clock.instant();
            projection.adopt();
            Set<UUID> suspects = keys(projection.differences(MANY));
            try (TopicReader reader = replayer.connect()) {
                long closed = close(id, reader, suspects, begin);
                List<Difference> found = projection.differences(suspects);
                if (found.size() != differences) {
                    throw new RefusedException(
                            Kind.INVALID,
                            found.size() + " rows differ, and not " + differences + ": " + samples(found)
                                    + ". If the shadow is right, swap it with --differences " + found.size() + ".");
                }
                tables.found(id, found.size(), samples(found));
                tables.swap(replay.projection());
                tables.swapped(id, by);
                log.warn(
                        "The replay {} is in use, by {}; writers waited for {} ms, and {} rows differ",
                        id,
                        by,
                        (System.nanoTime() - closed) / 1_000_000,
                        found.size());
            }
        });
    }

    /**
     * Puts the table from before a swap in its place again, with everything that has happened since.
     *
     * @throws RefusedException if it is not swapped, or the table is far behind
     */
    public Replay undo(UUID id, String by) {
        return change(id, replay -> {
            demand(replay, State.SWAPPED);
            demandFewLeft(replay);
            Instant begin = clock.instant();
            projection.adopt();
            try (TopicReader reader = replayer.connect()) {
                close(id, reader, new LinkedHashSet<>(), begin);
                tables.swap(replay.projection());
                tables.drop(replay.projection());
                tables.move(id, State.UNDONE);
                log.warn("The swap of the replay {} is undone by {}", id, by);
            }
        });
    }

    /**
     * Locks the table and lets the shadow catch up with it.
     *
     * @param changed gets the keys of what came in the last moment
     * @return when the table was locked, as {@link System#nanoTime}
     */
    private long close(UUID id, TopicReader reader, Set<UUID> changed, Instant begin) {
        // Connected before the table is locked.
        replayer.limits(reader, tables.progress(id).keySet());
        tables.lockTimeout(GATE_SECONDS);
        try {
            projection.lock();
        } catch (PessimisticLockingFailureException e) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    "The table was not free within " + GATE_SECONDS + " s: a transaction holds it. Try again.");
        }
        long closed = System.nanoTime();
        while (true) {
            Step step = replayer.step(id, reader, Integer.MAX_VALUE);
            changed.addAll(step.keys());
            if (step.isAll()) {
                break;
            }
            if (System.nanoTime() - closed > GATE_SECONDS * 1_000_000_000L) {
                throw new RefusedException(
                        Kind.CONFLICT, "The shadow did not catch up within " + GATE_SECONDS + " s. Try again.");
            }
        }
        projection.adopt(begin.minus(UNDER_WAY));
        return closed;
    }

    /**
     * Gives up the shadow, or after a swap the table from before.
     *
     * @throws RefusedException if it has none
     */
    public Replay drop(UUID id) {
        return change(id, replay -> {
            demand(replay, State.PLANNED, State.RUNNING, State.PAUSED, State.SWAPPED);
            if (replay.state() != State.PLANNED) {
                tables.drop(replay.projection());
            }
            tables.move(id, replay.state() == State.SWAPPED ? State.DONE : State.DROPPED);
        });
    }

    /** @throws RefusedException if there is none */
    public Replay find(UUID id) {
        return tables.find(id)
                .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no replay " + id + "."));
    }

    /** The newest first. */
    public List<Replay> newest(int limit) {
        return tables.newest(limit);
    }

    private Replay change(UUID id, Consumer<Replay> change) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            change.accept(tables.lock(id)
                    .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no replay " + id + ".")));
            return tables.find(id).orElseThrow();
        }));
    }

    private void demandReady(Replay replay) {
        demand(replay, State.RUNNING);
        demandFewLeft(replay);
        if (!tables.isPrepared(replay.id())) {
            throw new RefusedException(Kind.CONFLICT, "The replay " + replay.id() + " has not begun yet. Wait for it.");
        }
    }

    private static void demandFewLeft(Replay replay) {
        if (replay.left() > FEW) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    "The replay " + replay.id() + " has " + replay.left()
                            + " events left. Wait for it: ./shop ops replay show");
        }
    }

    private static void demandRate(@Nullable Double rate) {
        if (rate != null && !(rate >= 1 && rate <= 1_000_000)) {
            throw new RefusedException(Kind.INVALID, "A rate is 1 to 1000000 events a second.");
        }
    }

    private static void demand(Replay replay, State... states) {
        if (!List.of(states).contains(replay.state())) {
            String by = replay.swappedBy() != null
                    ? ", swapped by " + replay.swappedBy() + " at " + replay.swappedAt()
                    : replay.startedBy() != null
                            ? ", started by " + replay.startedBy() + " at " + replay.startedAt()
                            : ", planned by " + replay.requestedBy() + " at " + replay.createdAt();
            throw new RefusedException(
                    Kind.CONFLICT,
                    "The replay " + replay.id() + " is " + replay.state() + by
                            + (replay.state() == State.EXPIRED ? ". Plan it again." : "."));
        }
    }

    private static Set<UUID> keys(Collection<Difference> differences) {
        return differences.stream().map(Difference::key).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static @Nullable String samples(List<Difference> differences) {
        return differences.isEmpty()
                ? null
                : differences.stream()
                        .limit(SAMPLES)
                        .map(one -> one.key() + " (" + one.columns() + ")")
                        .collect(Collectors.joining(", ", "", differences.size() > SAMPLES ? ", ..." : ""));
    }
}
