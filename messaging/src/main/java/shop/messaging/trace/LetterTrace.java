package shop.messaging.trace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/** The dead letters of an aggregate in this service, open ones and resolved ones, without their payload. */
class LetterTrace implements AggregateTrace {

    private static final String FIND = """
            select id, consumer, topic, partition, "offset", event_id, type, key, died_at, state, kind
            from dead_letters
            where key = ?
            order by id
            """;

    private final JdbcClient database;

    LetterTrace(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<TraceStep> steps(UUID aggregateId, Set<UUID> events) {
        if (!readsTopics()) {
            return List.of();
        }
        return database.sql(FIND)
                .param(aggregateId.toString())
                .query(LetterTrace::step)
                .list();
    }

    /** A service that reads no topic has no dead letters. */
    private boolean readsTopics() {
        return database.sql("select to_regclass('dead_letters') is not null")
                .query(Boolean.class)
                .single();
    }

    private static TraceStep step(ResultSet row, int index) throws SQLException {
        String state = row.getString("state");
        String type = row.getString("type") == null ? "an event without a type" : row.getString("type");
        String consumer = row.getString("consumer");
        Map<String, Object> details = Map.of(
                "id", row.getString("id"),
                "state", state,
                "kind", row.getString("kind"),
                "consumer", consumer,
                "type", type,
                "topic", row.getString("topic"),
                "partition", row.getInt("partition"),
                "offset", row.getLong("offset"),
                "key", row.getString("key"));
        return new TraceStep(
                row.getObject("died_at", OffsetDateTime.class).toInstant(),
                "LETTER",
                consumer
                        + (row.getString("kind").equals("WAITING")
                                ? " keeps " + type + " waiting"
                                : " could not handle " + type)
                        + ": dead letter, " + state,
                row.getString("event_id"),
                null,
                details);
    }
}
