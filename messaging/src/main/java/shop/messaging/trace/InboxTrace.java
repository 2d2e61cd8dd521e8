package shop.messaging.trace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/** Which events have taken effect in this service. The inbox knows events by their ids alone, so the caller names them. */
class InboxTrace implements AggregateTrace {

    private static final String FIND = """
            select event_id, consumer, received_at from inbox where event_id = any (?) order by received_at
            """;

    private final JdbcClient database;

    InboxTrace(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<TraceStep> steps(UUID aggregateId, Set<UUID> events) {
        if (events.isEmpty() || !readsTopics()) {
            return List.of();
        }
        return database.sql(FIND)
                .param(new SqlArrayValue("uuid", events.toArray()))
                .query(InboxTrace::step)
                .list();
    }

    /** A service that reads no topic has no inbox. */
    private boolean readsTopics() {
        return database.sql("select to_regclass('inbox') is not null")
                .query(Boolean.class)
                .single();
    }

    private static TraceStep step(ResultSet row, int index) throws SQLException {
        String consumer = row.getString("consumer");
        return new TraceStep(
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                "INBOX",
                "took effect for " + consumer,
                row.getString("event_id"),
                null,
                Map.of("consumer", consumer));
    }
}
