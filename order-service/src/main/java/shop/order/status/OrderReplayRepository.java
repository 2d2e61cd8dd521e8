package shop.order.status;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import shop.messaging.replay.Projection.Difference;

/** The SQL of a replay of the orders: table {@code orders} of schema {@code replay} is the shadow. */
@Repository
class OrderReplayRepository {

    private static final String COLUMNS = """
            order_id, shopper_id, placed_at, lines, total_minor, currency, delivery, delivery_erased_at,
                stock_reserved_at, stock_rejected_at, shortages, cancelled_at, cancelled_from, status
            """;

    private static final String COPY = "insert into replay.orders (" + COLUMNS + ") select " + COLUMNS + """
            from public.orders where placed_at < ? on conflict do nothing
            """;

    /** What is copied has no confirmation on the topic any more, and can still be cancelled if it is young enough. */
    private static final String MARK_COPIED = """
            insert into replay.confirmed_orders (order_id)
            select order_id from public.orders
            where placed_at < ? and (status = 'CONFIRMED' or cancelled_from = 'CONFIRMED') on conflict do nothing
            """;

    private static final String MARK = """
            insert into replay.confirmed_orders (order_id) select * from unnest(?::uuid[]) on conflict do nothing
            """;

    private static final String CONFIRMED =
            "select order_id from replay.confirmed_orders where order_id = any(?::uuid[])";

    /** A cancellation is decided in this database; its event reaches the topic later. */
    private static final String ADOPT = """
            update replay.orders shadow
            set cancelled_at = live.cancelled_at, cancelled_from = live.cancelled_from, status = live.status
            from public.orders live
            where shadow.order_id = live.order_id and live.cancelled_at is not null and shadow.cancelled_at is null
                and exists (select from outbox
                    where aggregatetype = 'order' and aggregateid = live.order_id::text
                        and type = 'order.cancelled.v1' and outbox.id >= ?::uuid)
            """;

    /**
     * The time of a cancellation as its event tells it: never before the step that it follows. The moment of an erasure is no part of an
     * order.
     */
    private static final String DIFFERENCES = """
            select order_id, concat_ws(', ',
                case when live.order_id is null then 'not in the table' end,
                case when shadow.order_id is null then 'not in the shadow' end,
                case when live.shopper_id is distinct from shadow.shopper_id then 'shopper' end,
                case when live.placed_at is distinct from shadow.placed_at then 'placed' end,
                case when live.lines::jsonb is distinct from shadow.lines::jsonb then 'lines' end,
                case when live.total_minor is distinct from shadow.total_minor
                    or live.currency is distinct from shadow.currency then 'total' end,
                case when live.delivery::jsonb is distinct from shadow.delivery::jsonb then 'delivery' end,
                case when live.stock_reserved_at is distinct from shadow.stock_reserved_at then 'reserved' end,
                case when live.stock_rejected_at is distinct from shadow.stock_rejected_at then 'rejected' end,
                case when live.shortages::jsonb is distinct from shadow.shortages::jsonb then 'shortages' end,
                case when live.cancelled_from is distinct from shadow.cancelled_from
                    or %1$s is distinct from %2$s then 'cancelled' end,
                case when live.status is distinct from shadow.status then 'status' end) as columns
            from %3$s live full join %4$s shadow using (order_id)
            """;

    private static final String DIFFERING = "select * from (%s) as compared where columns <> '' order by order_id";

    private final JdbcTemplate database;
    private final OrderRepository orders;

    OrderReplayRepository(JdbcTemplate database, OrderRepository orders) {
        this.database = database;
        this.orders = orders;
    }

    void markConfirmed(Collection<UUID> orderIds) {
        if (!orderIds.isEmpty()) {
            database.update(MARK, uuids(orderIds));
        }
    }

    Set<UUID> confirmed(Collection<UUID> orderIds) {
        return orderIds.isEmpty()
                ? Set.of()
                : new HashSet<>(database.queryForList(CONFIRMED, UUID.class, uuids(orderIds)));
    }

    long before(Instant horizon) {
        Long count =
                database.queryForObject("select count(*) from orders where placed_at < ?", Long.class, at(horizon));
        return count == null ? 0 : count;
    }

    void copyBefore(Instant horizon) {
        database.update(COPY, at(horizon));
        database.update(MARK_COPIED, at(horizon));
    }

    /** Readers go on. */
    void lock() {
        database.execute("lock table public.orders in exclusive mode");
    }

    /** @param since when the events of the cancellations were written, at the earliest */
    void adoptCancellations(Instant since) {
        database.update(ADOPT, firstIdOf(since));
    }

    void eraseInShadow() {
        orders.eraseInShadow();
    }

    List<Difference> differences(int atMost) {
        return differences("public.orders", "replay.orders", " limit " + atMost);
    }

    List<Difference> differences(Collection<UUID> keys) {
        String some = "(select * from %s.orders where order_id = any(?::uuid[]))";
        return differences(some.formatted("public"), some.formatted("replay"), "", uuids(keys), uuids(keys));
    }

    private List<Difference> differences(String live, String shadow, String limit, Object... parameters) {
        String cancelled =
                "greatest(%1$s.cancelled_at, %1$s.placed_at, case when %1$s.cancelled_from = 'CONFIRMED' then %1$s.stock_reserved_at end)";
        String compared = DIFFERENCES.formatted(
                withCancellation(cancelled, "live"), withCancellation(cancelled, "shadow"), live, shadow);
        return database.query(
                DIFFERING.formatted(compared) + limit,
                (row, _) -> new Difference(row.getObject(1, UUID.class), row.getString(2)),
                parameters);
    }

    private static String withCancellation(String time, String table) {
        return "case when " + table + ".cancelled_at is not null then " + time.formatted(table) + " end";
    }

    private static SqlArrayValue uuids(Collection<UUID> ids) {
        return new SqlArrayValue("uuid", ids.toArray());
    }

    /** The least UUIDv7 of a millisecond (RFC 9562); the id tells in which partition a row is. */
    private static UUID firstIdOf(Instant time) {
        return new UUID(Math.max(0, time.toEpochMilli()) << 16 | 0x7000, Long.MIN_VALUE);
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
