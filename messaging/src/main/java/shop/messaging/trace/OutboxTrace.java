package shop.messaging.trace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/**
 * The events of an aggregate in the outbox of this service.
 *
 * <p>The outbox has no index by aggregate, which every append would have to pay for. An aggregate's id tells when it began (UUIDv7), so
 * older rows are not looked at; the search is given up after five seconds, with the refusal of the database.
 */
class OutboxTrace implements AggregateTrace {

    private static final String BOUND = "set local statement_timeout = '5s'";

    private static final String FIND = """
            select id, aggregatetype, type, traceparent, created_at,
                pg_visible_in_snapshot(transaction_id, (select published from relay_progress)) as published
            from outbox
            where aggregateid = ? and id >= ?
            order by id
            """;

    private final JdbcClient database;
    private final TransactionOperations transaction;

    OutboxTrace(JdbcClient database, TransactionOperations transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public List<TraceStep> steps(UUID aggregateId, Set<UUID> events) {
        return transaction.execute(_ -> {
            database.sql(BOUND).update();
            return database.sql(FIND)
                    .param(aggregateId.toString())
                    .param(notBefore(aggregateId))
                    .query(OutboxTrace::step)
                    .list();
        });
    }

    /** The smallest id of the minute before the aggregate began; clocks differ a little. */
    private static UUID notBefore(UUID aggregateId) {
        if (aggregateId.version() != 7) {
            return new UUID(0, 0);
        }
        long millis = (aggregateId.getMostSignificantBits() >>> 16) - 60_000;
        return new UUID(millis << 16 | 0x7000, 0);
    }

    private static TraceStep step(ResultSet row, int index) throws SQLException {
        boolean published = row.getBoolean("published");
        String type = row.getString("type");
        return new TraceStep(
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                "OUTBOX",
                type
                        + (published
                                ? " was written and is published"
                                : " was written and is not yet proven to be published"),
                row.getString("id"),
                TraceStep.traceIdOf(row.getString("traceparent")),
                Map.of("type", type, "topic", row.getString("aggregatetype") + ".events", "published", published));
    }
}
