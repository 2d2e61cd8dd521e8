package shop.inventory.reservation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/** What operators may know of a reservation: what was decided, when, and which units it holds. */
@Repository
@Lazy
class ReservationTraceRepository implements AggregateTrace {

    private static final String FIND = """
            select state, decided_at, released_at,
                (select coalesce(string_agg(quantity || ' × ' || sku, ', ' order by sku), 'nothing') from reservation_lines as line
                 where line.order_id = reservations.order_id) as units
            from reservations where order_id = ?
            """;

    private final JdbcClient database;

    ReservationTraceRepository(JdbcClient database) {
        this.database = database;
    }

    @Override
    public List<TraceStep> steps(UUID orderId, Set<UUID> events) {
        return database.sql(FIND).param(orderId).query((row, _) -> steps(row)).list().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<TraceStep> steps(ResultSet row) throws SQLException {
        ReservationState state = ReservationState.valueOf(row.getString("state"));
        String units = row.getString("units");
        var steps = new ArrayList<TraceStep>();
        steps.add(TraceStep.of(
                row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                "RESERVATION",
                switch (state) {
                    case RESERVED, RELEASED -> "reserved: " + units;
                    case REJECTED -> "rejected: too little stock; nothing is set aside";
                    case CANCELLED_FIRST -> "cancelled before the order itself arrived; nothing is set aside";
                },
                Map.of("state", state, "units", units)));
        OffsetDateTime released = row.getObject("released_at", OffsetDateTime.class);
        if (released != null) {
            steps.add(TraceStep.of(
                    released.toInstant(), "RELEASE", "released: " + units, Map.of("state", state, "units", units)));
        }
        return steps;
    }
}
