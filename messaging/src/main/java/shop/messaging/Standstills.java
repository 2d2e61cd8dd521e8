package shop.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.messaging.EpidemicBrake.EpidemicException;

/**
 * Where the listeners of this process do not get on, since when and why: for the health, a metric and the log. The log gets a
 * line at the beginning, then one a minute and one at the end, however often attempts fail. Safe for use by several threads.
 */
class Standstills {

    private static final Logger log = LoggerFactory.getLogger(Standstills.class);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Clock clock;
    private final MultiGauge gauge;
    private final Map<Place, Standstill> standing = new ConcurrentHashMap<>();
    private final Map<Place, Instant> lastLines = new ConcurrentHashMap<>();

    Standstills(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.gauge = MultiGauge.builder("shop.consumer.standstill")
                .description("For how long a consumer has not got past this record, or has not got on at all")
                .baseUnit("seconds")
                .register(registry);
    }

    /** What does not get on. */
    sealed interface Place {

        /** One partition, at the offset of the record that cannot be read. The others flow. */
        record At(TopicPartition partition, long offset) implements Place {

            @Override
            public String toString() {
                return partition + "@" + offset;
            }
        }

        /** All that a listener reads. */
        record Listener(String name) implements Place {

            @Override
            public String toString() {
                return "listener " + name;
            }
        }
    }

    /** @param reason of the last failure */
    record Standstill(Instant since, String reason, int attempts, boolean told) {}

    /** An attempt to get on failed. */
    void failed(Place place, Throwable failure) {
        Instant now = clock.instant();
        boolean tells = mayTell(place, now);
        Standstill current = standing.compute(
                place,
                (_, before) -> before == null
                        ? new Standstill(now, reasonOf(failure), 1, tells)
                        : new Standstill(
                                before.since(), reasonOf(failure), before.attempts() + 1, before.told() || tells));
        if (tells) {
            log.error(
                    "{} stands still since {}, attempts: {}. It is tried again. {}",
                    place,
                    current.since(),
                    current.attempts(),
                    current.reason());
        }
        if (current.attempts() == 1) {
            show();
        }
    }

    /** It got on, or there was nothing to get past. */
    void over(Place place) {
        Standstill before = standing.remove(place);
        if (before != null) {
            if (before.told()) {
                log.info("{} goes on, after {}", place, Duration.between(before.since(), clock.instant()));
            }
            show();
        }
    }

    /** Somebody else reads it now. */
    void forget(Place place) {
        if (standing.remove(place) != null) {
            show();
        }
    }

    Map<Place, Standstill> current() {
        return Map.copyOf(standing);
    }

    /** Also what fails and gets on by turns has only one line a minute. */
    private boolean mayTell(Place place, Instant now) {
        lastLines.values().removeIf(last -> !now.isBefore(last.plus(BETWEEN_LINES)));
        return lastLines.putIfAbsent(place, now) == null;
    }

    private synchronized void show() {
        gauge.register(
                standing.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                tags(entry.getKey()), entry.getValue().since(), this::secondsSince))
                        .toList(),
                true);
    }

    private double secondsSince(Instant since) {
        return Duration.between(since, clock.instant()).toMillis() / 1000.0;
    }

    private static Tags tags(Place place) {
        return switch (place) {
            case Place.At(TopicPartition partition, long offset) ->
                Tags.of(
                        "topic", partition.topic(),
                        "partition", String.valueOf(partition.partition()),
                        "offset", String.valueOf(offset),
                        "listener", "");
            case Place.Listener(String name) -> Tags.of("topic", "", "partition", "", "offset", "", "listener", name);
        };
    }

    /** The kinds of all causes. Only Kafka's words and those of this module are repeated: those of others may quote a record, and personal data with it. */
    private static String reasonOf(Throwable failure) {
        var reason = new StringJoiner(", caused by ");
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String kind = cause.getClass().getName();
            reason.add(
                    switch (cause) {
                        case KafkaException kafka -> kind + ": " + kafka.getMessage();
                        case EpidemicException epidemic -> String.valueOf(epidemic.getMessage());
                        case SQLException database -> kind + " (SQL state " + database.getSQLState() + ")";
                        default -> kind;
                    });
        }
        return reason.toString();
    }
}
