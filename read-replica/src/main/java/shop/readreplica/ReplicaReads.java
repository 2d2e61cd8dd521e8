package shop.readreplica;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import shop.readreplica.Answer.Given;
import shop.readreplica.Answer.Refused;

/**
 * Reads that the replica answers if it can, and the primary if not.
 *
 * <p>What the replica answers is never older than what anybody was shown, by any process, before the read began. The primary's
 * answers are as fresh, but for one moment: it shows a commit some microseconds after it has flushed it, and a quick replica
 * may have shown it by then (ADR 0011).
 *
 * <p>A replica that refused one read is left alone by the others; a probe in the background finds out when it is well again, so
 * that no shopper pays for that. Safe for use by several threads.
 */
public final class ReplicaReads {

    private static final Logger log = LoggerFactory.getLogger(ReplicaReads.class);

    private final DSLContext primary;
    private final ReadIndex index;
    private final Replica replica;
    private final ReplayLag lag;
    private final MeterRegistry metrics;
    private final Announcements announcements;
    private final AtomicBoolean probing = new AtomicBoolean();
    private final AtomicReference<@Nullable Refused<?>> trouble =
            new AtomicReference<>(new Refused<>(Refusal.RESTING, "it was not asked yet"));

    ReplicaReads(
            DSLContext primary,
            ReadIndex index,
            Replica replica,
            ReplayLag lag,
            MeterRegistry metrics,
            Announcements announcements) {
        this.primary = primary;
        this.index = index;
        this.replica = replica;
        this.lag = lag;
        this.metrics = metrics;
        this.announcements = announcements;
    }

    /**
     * @param query only reads, is content with either server, and may be run twice
     * @throws RuntimeException what the query threw on the primary
     */
    public <T> T read(Function<DSLContext, T> query) {
        Answer<T> answer = trouble.get() == null ? ask(index.look(), query) : new Refused<>(Refusal.RESTING, "");
        return switch (answer) {
            case Given<T>(T value) -> {
                answers("replica", "caught-up").increment();
                yield value;
            }
            case Refused<T> refusal -> {
                answers("primary", refusal.why().tag()).increment();
                yield query.apply(primary);
            }
        };
    }

    private Counter answers(String source, String reason) {
        return metrics.counter("shop.replica.reads", "source", source, "reason", reason);
    }

    private <T> Answer<T> ask(Optional<LogPosition> position, Function<DSLContext, T> query) {
        Answer<T> answer = position.map(reached -> replica.read(reached, query))
                .orElseGet(() -> new Refused<>(Refusal.UNKNOWN_INDEX, "the primary does not say where its log ends"));
        if (answer instanceof Refused<T> refusal) {
            trouble.set(refusal);
            if (announcements.refused()) {
                log.warn("The replica is left alone until it is well: {}, {}", refusal.why(), refusal.detail());
            }
        }
        return answer;
    }

    /**
     * Asks the replica as a read would, and ends its rest if it answers. Each run has a thread of its own; one that comes while
     * another waits for a server that hangs does nothing.
     */
    @Scheduled(fixedRateString = "${shop.replica.probe-interval:1s}")
    void probe() {
        if (probing.compareAndSet(false, true)) {
            try {
                probeAlone();
            } finally {
                probing.set(false);
            }
        }
    }

    private void probeAlone() {
        Optional<LogPosition> position = index.look();
        position.ifPresent(lag::seen);
        if (ask(position, database -> true) instanceof Given) {
            trouble.set(null);
            if (announcements.well()) {
                log.info("Reads go to the replica");
            }
        }
    }

    /** Why the replica is left alone at the moment, if it is. */
    Optional<Refused<?>> trouble() {
        return Optional.ofNullable(trouble.get());
    }
}
