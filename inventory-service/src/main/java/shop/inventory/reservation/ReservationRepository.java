package shop.inventory.reservation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.StockLine;

/** SQL on {@code reservations} and {@code reservation_lines}; rows are inserted and locked in the order of their ids. */
@Repository
class ReservationRepository {

    private static final String OPEN = """
            insert into reservations (order_id, state, decided_at)
            select order_id, case when order_id = any (?::uuid[]) then 'CANCELLED_FIRST' else 'REJECTED' end, ?
            from (select distinct unnest(?::uuid[]) as order_id) as orders
            order by order_id
            on conflict (order_id) do nothing
            returning order_id, state
            """;

    private static final String RESERVE = """
            with reserved as (
                update reservations set state = 'RESERVED' where order_id = any (?::uuid[])
            )
            insert into reservation_lines (order_id, sku, quantity)
            select * from unnest(?::uuid[], ?::text[], ?::int[])
            """;

    private static final String RELEASE = """
            with holding as (
                select order_id from reservations
                where order_id = any (?::uuid[]) and state = 'RESERVED'
                order by order_id
                for update
            ), released as (
                update reservations set state = 'RELEASED', released_at = ?
                from holding
                where reservations.order_id = holding.order_id
                returning reservations.order_id
            )
            select order_id, sku, quantity from reservation_lines join released using (order_id)
            order by order_id, sku
            """;

    private final JdbcClient database;

    ReservationRepository(JdbcClient database) {
        this.database = database;
    }

    /**
     * Opens a reservation for every placed order that has none, and remembers the cancellation of every cancelled order that has
     * none. An opened one is stored as rejected until {@link #reserve} changes that in the same transaction, so nobody else sees
     * the difference.
     *
     * @return the opened ones
     */
    Set<UUID> open(Collection<UUID> placed, Collection<UUID> cancelled, Instant now) {
        var all = new ArrayList<>(placed);
        all.addAll(cancelled);
        var opened = new HashSet<UUID>();
        database.sql(OPEN)
                .param(uuids(cancelled))
                .param(utc(now))
                .param(uuids(all))
                .query(row -> {
                    if (ReservationState.valueOf(row.getString(2)) == ReservationState.REJECTED) {
                        opened.add(row.getObject(1, UUID.class));
                    }
                });
        return opened;
    }

    /** Marks opened reservations as reserved and stores their lines. */
    void reserve(List<StockReserved> reserved) {
        if (reserved.isEmpty()) {
            return;
        }
        var orderIds = new ArrayList<UUID>();
        var skus = new ArrayList<String>();
        var quantities = new ArrayList<Integer>();
        for (StockReserved order : reserved) {
            for (StockLine line : order.lines()) {
                orderIds.add(order.orderId());
                skus.add(line.sku());
                quantities.add(line.quantity());
            }
        }
        database.sql(RESERVE)
                .param(uuids(reserved.stream().map(StockReserved::orderId).toList()))
                .param(uuids(orderIds))
                .param(new SqlArrayValue("text", skus.toArray()))
                .param(new SqlArrayValue("int4", quantities.toArray()))
                .update();
    }

    /**
     * Locks those of the reservations that hold stock, and marks them as released.
     *
     * @return what they held, by order id
     */
    Map<UUID, List<StockLine>> release(Collection<UUID> orderIds, Instant now) {
        var released = new LinkedHashMap<UUID, List<StockLine>>();
        if (!orderIds.isEmpty()) {
            database.sql(RELEASE).param(uuids(orderIds)).param(utc(now)).query(row -> {
                released.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                        .add(new StockLine(row.getString(2), row.getInt(3)));
            });
        }
        return released;
    }

    private static SqlArrayValue uuids(Collection<UUID> ids) {
        return new SqlArrayValue("uuid", ids.toArray());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
