package shop.inventory.reservation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.jooq.impl.DSL.any;
import static shop.inventory.db.tables.ReservationLines.RESERVATION_LINES;
import static shop.inventory.db.tables.Reservations.RESERVATIONS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.StockLine;

/** SQL on {@code reservations} and {@code reservation_lines}; rows are inserted and locked in the order of their ids. */
@Repository
class ReservationRepository {

    private static final String INSERT_NEW = """
            insert into reservations (order_id, state, decided_at)
            select distinct order_id, ?, ?::timestamptz from unnest(?::uuid[]) as order_id
            order by order_id
            on conflict (order_id) do nothing
            returning order_id
            """;

    private static final String INSERT_LINES = """
            insert into reservation_lines (order_id, sku, quantity)
            select * from unnest(?::uuid[], ?::text[], ?::int[])
            """;

    private final DSLContext database;

    ReservationRepository(DSLContext database) {
        this.database = database;
    }

    /**
     * Opens a reservation for every order that has none. It is stored as rejected until {@link #reserve} changes
     * that in the same transaction, so nobody else sees the difference.
     *
     * @return the orders that had none
     */
    Set<UUID> open(Collection<UUID> orderIds, Instant now) {
        return insertNew(ReservationState.REJECTED, orderIds, now);
    }

    /** Remembers the cancellation of every order that has no reservation. */
    void rememberCancelled(Collection<UUID> orderIds, Instant now) {
        insertNew(ReservationState.CANCELLED_FIRST, orderIds, now);
    }

    private Set<UUID> insertNew(ReservationState state, Collection<UUID> orderIds, Instant now) {
        return new HashSet<>(database.resultQuery(INSERT_NEW, state.name(), now, orderIds.toArray(UUID[]::new))
                .fetch(0, UUID.class));
    }

    /** Marks opened reservations as reserved and stores their lines. */
    void reserve(List<StockReserved> reserved) {
        if (reserved.isEmpty()) {
            return;
        }
        UUID[] orderIds = reserved.stream().map(StockReserved::orderId).toArray(UUID[]::new);
        database.update(RESERVATIONS)
                .set(RESERVATIONS.STATE, ReservationState.RESERVED.name())
                .where(RESERVATIONS.ORDER_ID.eq(any(orderIds)))
                .execute();
        insertLines(reserved);
    }

    private void insertLines(List<StockReserved> reserved) {
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
        database.execute(
                INSERT_LINES,
                orderIds.toArray(UUID[]::new),
                skus.toArray(String[]::new),
                quantities.toArray(Integer[]::new));
    }

    /**
     * Locks those of the reservations that hold stock, and marks them as released.
     *
     * @return what they held, by order id
     */
    Map<UUID, List<StockLine>> release(Collection<UUID> orderIds, Instant now) {
        UUID[] holding = database.select(RESERVATIONS.ORDER_ID)
                .from(RESERVATIONS)
                .where(RESERVATIONS.ORDER_ID.eq(any(orderIds.toArray(UUID[]::new))))
                .and(RESERVATIONS.STATE.eq(ReservationState.RESERVED.name()))
                .orderBy(RESERVATIONS.ORDER_ID)
                .forUpdate()
                .fetchArray(RESERVATIONS.ORDER_ID);
        if (holding.length == 0) {
            return Map.of();
        }
        database.update(RESERVATIONS)
                .set(RESERVATIONS.STATE, ReservationState.RELEASED.name())
                .set(RESERVATIONS.RELEASED_AT, now)
                .where(RESERVATIONS.ORDER_ID.eq(any(holding)))
                .execute();
        return database.select(RESERVATION_LINES.ORDER_ID, RESERVATION_LINES.SKU, RESERVATION_LINES.QUANTITY)
                .from(RESERVATION_LINES)
                .where(RESERVATION_LINES.ORDER_ID.eq(any(holding)))
                .orderBy(RESERVATION_LINES.ORDER_ID, RESERVATION_LINES.SKU)
                .collect(groupingBy(
                        row -> row.value1(), mapping(row -> new StockLine(row.value2(), row.value3()), toList())));
    }
}
