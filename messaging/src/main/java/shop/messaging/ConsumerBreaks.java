package shop.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The places where the records that a consumer gets do not follow the ones it has handled, so that events may be missing. They
 * are kept in the consumer's database until somebody has resolved them, and every instance shows them in its health and its
 * metric. Safe for use by several threads.
 */
public class ConsumerBreaks {

    private static final Logger log = LoggerFactory.getLogger(ConsumerBreaks.class);

    private static final String NOTICE = """
            insert into consumer_breaks (consumer, topic, partition, kind, from_offset, to_offset)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String OPEN = """
            select id, consumer, topic, partition, kind, from_offset, to_offset, noticed_at
            from consumer_breaks where resolved_at is null order by id limit 1000
            """;

    private final JdbcClient database;
    private final MultiGauge gauge;
    private volatile List<Break> open = List.of();

    ConsumerBreaks(JdbcClient database, MeterRegistry registry) {
        this.database = database;
        this.gauge = MultiGauge.builder("shop.consumer.breaks")
                .description(
                        "Places where records do not follow those that were handled; one series for each, until resolved")
                .register(registry);
    }

    /** What the records do instead of following those that were handled. */
    public enum Kind {
        /** The records from {@code from} to before {@code to} never came. */
        GAP,
        /** The topic ends at {@code to}, before what was handled. */
        CUT,
        /** The topic was made again; what was not handled of the old one is gone. */
        RECREATED
    }

    /**
     * One such place.
     *
     * @param from where the consumer had come to
     */
    public record Break(long id, ProgressKey at, Kind kind, long from, long to, Instant noticedAt) {

        @Override
        public String toString() {
            return switch (kind) {
                case GAP ->
                    at + ": the records from " + from + " to before " + to + " never came; their events may be missing";
                case CUT -> at + ": ends at " + to + ", but was handled up to " + from;
                case RECREATED ->
                    at + ": the topic was made again; what came after " + from + " on the old one never came";
            };
        }
    }

    /** Takes effect with the caller's transaction, if there is one. Call {@link #refresh()} after it. */
    void notice(ProgressKey at, Kind kind, long from, long to) {
        database.sql(NOTICE)
                .params(at.consumer(), at.topic(), at.partition(), kind.name(), from, to)
                .update();
    }

    /** Empty for a kind that only a later release knows. */
    private static Optional<Break> read(ResultSet row) throws SQLException {
        String kind = row.getString(5);
        if (Arrays.stream(Kind.values()).noneMatch(known -> known.name().equals(kind))) {
            return Optional.empty();
        }
        return Optional.of(new Break(
                row.getLong(1),
                new ProgressKey(row.getString(2), row.getString(3), row.getInt(4)),
                Kind.valueOf(kind),
                row.getLong(6),
                row.getLong(7),
                row.getObject(8, OffsetDateTime.class).toInstant()));
    }

    /** Looks at what is open, here and at other instances. What is new gets a line in the log. */
    public synchronized void refresh() {
        List<Break> before = open;
        List<Break> now = database.sql(OPEN).query((row, _) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
        open = now;
        if (!now.equals(before)) {
            now.stream().filter(one -> !before.contains(one)).forEach(one -> log.error("{}", one));
            gauge.register(
                    now.stream().map(one -> MultiGauge.Row.of(tags(one), 1)).toList(), true);
        }
    }

    /**
     * Somebody has repaired it. Takes effect with the caller's transaction. Call {@link #refresh()} after it.
     *
     * @param resolution what was done
     * @return false if there is no such break, or it is resolved already
     */
    public boolean resolve(long id, String resolution) {
        return database.sql("""
                                update consumer_breaks set resolved_at = now(), resolution = ?
                                where id = ? and resolved_at is null
                                """).params(resolution, id).update() == 1;
    }

    /** As of the last look. */
    public List<Break> open() {
        return open;
    }

    private static Tags tags(Break one) {
        return Tags.of(
                "consumer", one.at().consumer(),
                "topic", one.at().topic(),
                "partition", String.valueOf(one.at().partition()),
                "kind", one.kind().name(),
                "from", String.valueOf(one.from()),
                "to", String.valueOf(one.to()));
    }
}
