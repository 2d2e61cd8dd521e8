package shop.order.status;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.table;
import static shop.order.db.Tables.ORDERS;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;
import shop.httpapi.Shopper;
import shop.order.status.Fact.Cancelled;
import shop.order.status.Fact.Placed;
import shop.order.status.Fact.Rejected;
import shop.order.status.Fact.Reserved;
import shop.order.status.Fact.StockAnswer;
import shop.order.status.Orders.ShopperOrder;
import shop.readreplica.ReplicaReads;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.schemas.Shortage;
import tools.jackson.databind.json.JsonMapper;

/** All SQL on table {@code orders}. */
@Repository
class OrderRepository {

    private static final String KNOWN = """
            unnest(?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                    ?::timestamptz[], ?::timestamptz[], ?::text[], ?::timestamptz[], ?::text[], ?::text[])
                as known (order_id, shopper_id, placed_at, lines, total_minor, currency, delivery,
                    stock_reserved_at, stock_rejected_at, shortages, cancelled_at, cancelled_from, status)
            """;

    private static final String ERASURE = """
            left join lateral (
                select erased_at from erased_shoppers
                where erased_shoppers.shopper_id = known.shopper_id and known.placed_at <= erased_at
            ) as erasure on true
            """;

    private static final String INSERT = """
            insert into orders (order_id, shopper_id, placed_at, lines, total_minor, currency, delivery, delivery_erased_at,
                stock_reserved_at, stock_rejected_at, shortages, cancelled_at, cancelled_from, status)
            select order_id, known.shopper_id, placed_at, lines::json, total_minor, currency,
                case when erased_at is null then delivery::json end, erased_at,
                stock_reserved_at, stock_rejected_at, shortages::json, cancelled_at, cancelled_from, status
            from\s""" + KNOWN + ERASURE + """
            order by order_id
            on conflict do nothing
            returning order_id
            """;

    /** The second statement sees what others committed while the first one waited for them. */
    private static final String INSERT_OR_LOCK = INSERT + """
            ;
            select order_id, shopper_id, placed_at, stock_reserved_at, stock_rejected_at, shortages,
                cancelled_at, cancelled_from
            from orders
            where order_id = any (?::uuid[])
            order by order_id
            for update
            """;

    private static final String SAVE = """
            update orders set
                shopper_id = known.shopper_id,
                placed_at = known.placed_at,
                lines = coalesce(orders.lines, known.lines::json),
                total_minor = coalesce(orders.total_minor, known.total_minor),
                currency = coalesce(orders.currency, known.currency),
                delivery = case when coalesce(orders.delivery_erased_at, erased_at) is null
                    then coalesce(orders.delivery, known.delivery::json) end,
                delivery_erased_at = coalesce(orders.delivery_erased_at, erased_at),
                stock_reserved_at = known.stock_reserved_at,
                stock_rejected_at = known.stock_rejected_at,
                shortages = known.shortages::json,
                cancelled_at = known.cancelled_at,
                cancelled_from = known.cancelled_from,
                status = known.status
            from\s""" + KNOWN + ERASURE + """
            where orders.order_id = known.order_id
            """;

    /** Waits for those who are writing orders, so that none of them brings back what it has read before. */
    private static final String LOCK_ORDERS = "lock table orders in share row exclusive mode";

    private static final String REMEMBER_ERASURE = """
            insert into erased_shoppers as known (shopper_id, erased_at) values (?, ?)
            on conflict (shopper_id) do update set erased_at = greatest(known.erased_at, excluded.erased_at)
            """;

    private static final String ERASE_DELIVERIES = """
            update orders set delivery = null, delivery_erased_at = ? where shopper_id = ? and delivery is not null
            """;

    private static final String HAS_SHADOW = "select to_regclass('replay.orders') is not null";

    private static final String ERASE_IN_SHADOW = """
            update replay.orders set delivery = null, delivery_erased_at = erased_at
            from erased_shoppers
            where orders.shopper_id = erased_shoppers.shopper_id and placed_at <= erased_at and delivery is not null
            """;

    private static final List<SelectField<?>> FACTS = List.of(
            ORDERS.ORDER_ID,
            ORDERS.SHOPPER_ID,
            ORDERS.PLACED_AT,
            ORDERS.STOCK_RESERVED_AT,
            ORDERS.STOCK_REJECTED_AT,
            ORDERS.SHORTAGES,
            ORDERS.CANCELLED_AT,
            ORDERS.CANCELLED_FROM);

    private static final List<SelectField<?>> EVERYTHING =
            concat(FACTS, List.of(ORDERS.LINES, ORDERS.TOTAL_MINOR, ORDERS.CURRENCY, ORDERS.DELIVERY));

    private final DSLContext database;

    /** For what listeners run with every batch: the text of a statement goes to the driver as it is. */
    private final JdbcTemplate statements;

    private final Optional<ReplicaReads> replica;

    /** Not the one of the HTTP API: it must read what a newer release stored, with fields not known here. */
    private final JsonMapper json = new JsonMapper();

    /** @param replica answers the reads whose Javadoc says so; without it the primary does */
    OrderRepository(DSLContext database, JdbcTemplate statements, Optional<ReplicaReads> replica) {
        this.database = database;
        this.statements = statements;
        this.replica = replica;
    }

    /**
     * Stores those of the orders that have no row yet, and locks the rows of the others until the transaction ends. All rows are
     * inserted before any is locked, each time in id order, so there is no deadlock.
     *
     * @param orders not empty
     * @param contents what was ordered, for those orders that are known to be placed
     * @return the others as they are stored, by id
     */
    Map<UUID, Order> insertOrLock(List<Order> orders, Map<UUID, OrderPlaced> contents) {
        Map<UUID, Order> others = statements.execute(INSERT_OR_LOCK, (PreparedStatement both) -> {
            int position = 0;
            for (SqlArrayValue column : columns(orders, contents)) {
                column.setValue(both, ++position);
            }
            column("uuid", orders, Order::orderId).setValue(both, ++position);
            both.execute();
            var inserted = new HashSet<UUID>();
            try (ResultSet row = both.getResultSet()) {
                while (row.next()) {
                    inserted.add(row.getObject(1, UUID.class));
                }
            }
            both.getMoreResults();
            var locked = new LinkedHashMap<UUID, Order>();
            try (ResultSet row = both.getResultSet()) {
                while (row.next()) {
                    Order order = order(row);
                    locked.put(order.orderId(), order);
                }
            }
            locked.keySet().removeAll(inserted);
            return locked;
        });
        return Objects.requireNonNull(others);
    }

    /** Locks the row of the shopper's order until the transaction ends. */
    Optional<Order> lock(Shopper shopper, UUID orderId) {
        return database.select(FACTS)
                .from(ORDERS)
                .where(ORDERS.ORDER_ID.eq(orderId), ORDERS.SHOPPER_ID.eq(shopper.id()))
                .forUpdate()
                .fetchOptional(this::order);
    }

    /** For operators, who belong to no shopper. */
    Optional<Order> ofAnyShopper(UUID orderId) {
        return database.select(FACTS)
                .from(ORDERS)
                .where(ORDERS.ORDER_ID.eq(orderId))
                .fetchOptional(this::order);
    }

    /** @param contents what was ordered, for those orders that are newly known to be placed */
    void save(List<Order> orders, Map<UUID, OrderPlaced> contents) {
        if (orders.isEmpty()) {
            return;
        }
        statements.update(SAVE, columns(orders, contents).toArray());
    }

    /**
     * Erases the deliveries of a shopper's orders, those of events that are still to come included.
     *
     * @param now those placed later keep theirs
     * @return how many there were
     */
    int eraseDeliveries(UUID shopperId, Instant now) {
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        statements.execute(LOCK_ORDERS);
        statements.update(REMEMBER_ERASURE, shopperId, at);
        eraseInShadow();
        return statements.update(ERASE_DELIVERIES, at, shopperId);
    }

    /** The table that is being built beside this one, or was used before it, holds nobody who was erased. */
    void eraseInShadow() {
        if (Boolean.TRUE.equals(statements.queryForObject(HAS_SHADOW, Boolean.class))) {
            statements.update(ERASE_IN_SHADOW);
        }
    }

    /** What {@link #KNOWN} binds. */
    private List<SqlArrayValue> columns(List<Order> orders, Map<UUID, OrderPlaced> contents) {
        List<@Nullable OrderPlaced> placings =
                orders.stream().map(order -> contents.get(order.orderId())).toList();
        return List.of(
                column("uuid", orders, Order::orderId),
                column("uuid", orders, Order::placed, Placed::shopperId),
                column("timestamptz", orders, Order::placed, Placed::at),
                column("text", placings, it -> it, it -> json.writeValueAsString(it.lines())),
                column("int8", placings, it -> it, it -> it.total().amountMinor()),
                column("text", placings, it -> it, it -> it.total().currency()),
                column("text", placings, it -> it, it -> json.writeValueAsString(it.delivery())),
                column("timestamptz", orders, OrderRepository::reserved, Reserved::at),
                column("timestamptz", orders, OrderRepository::rejected, Rejected::at),
                column("text", orders, OrderRepository::rejected, it -> json.writeValueAsString(it.shortages())),
                column("timestamptz", orders, Order::cancelled, Cancelled::at),
                column("text", orders, Order::cancelled, it -> it.from().name()),
                column("text", orders, order -> order.status().orElse(null), OrderStatus::name));
    }

    /** The shopper's order, if it is known to be placed; the replica may answer. */
    Optional<StoredOrder> find(Shopper shopper, UUID orderId) {
        return read(either -> find(either, shopper, orderId));
    }

    /** The same, always from the primary: for an order that has just changed, which the replica does not have yet. */
    Optional<StoredOrder> findOnPrimary(Shopper shopper, UUID orderId) {
        return find(database, shopper, orderId);
    }

    private Optional<StoredOrder> find(DSLContext database, Shopper shopper, UUID orderId) {
        return database.select(EVERYTHING)
                .from(ORDERS)
                .where(ORDERS.ORDER_ID.eq(orderId), ORDERS.SHOPPER_ID.eq(shopper.id()))
                .fetchOptional(this::stored);
    }

    /** The replica may answer. */
    List<StoredOrder> newestFirst(Shopper shopper, int limit, @Nullable OrderCursor before) {
        return read(either -> newestFirst(either, shopper, limit, before));
    }

    private List<StoredOrder> newestFirst(
            DSLContext database, Shopper shopper, int limit, @Nullable OrderCursor before) {
        return database.select(EVERYTHING)
                .from(ORDERS)
                .where(ORDERS.SHOPPER_ID.eq(shopper.id()))
                .and(
                        before == null
                                ? noCondition()
                                : row(ORDERS.PLACED_AT, ORDERS.ORDER_ID).lt(before.placedAt(), before.orderId()))
                .orderBy(ORDERS.PLACED_AT.desc(), ORDERS.ORDER_ID.desc())
                .limit(limit)
                .fetch(this::stored);
    }

    private <T> T read(Function<DSLContext, T> query) {
        return replica.map(reads -> reads.read(query)).orElseGet(() -> query.apply(database));
    }

    List<Timeline> timelines(Collection<ShopperOrder> asked) {
        UUID[] orderIds = asked.stream().map(ShopperOrder::orderId).toArray(UUID[]::new);
        UUID[] shopperIds = asked.stream().map(ShopperOrder::shopperId).toArray(UUID[]::new);
        return database
                .select(FACTS)
                .from(ORDERS)
                .join(table("unnest(?::uuid[], ?::uuid[])", orderIds, shopperIds)
                        .as("asked", "order_id", "shopper_id"))
                .using(ORDERS.ORDER_ID, ORDERS.SHOPPER_ID)
                .fetch(this::order)
                .stream()
                .flatMap(order -> order.timeline().stream())
                .toList();
    }

    private StoredOrder stored(Record row) {
        return new StoredOrder(
                order(row),
                List.of(json.readValue(row.get(ORDERS.LINES).data(), OrderLine[].class)),
                new Money(row.get(ORDERS.TOTAL_MINOR), row.get(ORDERS.CURRENCY)),
                delivery(row.get(ORDERS.DELIVERY)));
    }

    /** {@code null} if it was erased here, or where the event came from. */
    private @Nullable Delivery delivery(@Nullable JSON stored) {
        if (stored == null) {
            return null;
        }
        Delivery delivery = json.readValue(stored.data(), Delivery.class);
        return delivery.equals(Delivery.ERASED) ? null : delivery;
    }

    private Order order(Record row) {
        JSON shortages = row.get(ORDERS.SHORTAGES);
        return order(
                row.get(ORDERS.ORDER_ID),
                row.get(ORDERS.SHOPPER_ID),
                row.get(ORDERS.PLACED_AT),
                row.get(ORDERS.STOCK_RESERVED_AT),
                row.get(ORDERS.STOCK_REJECTED_AT),
                shortages == null ? null : shortages.data(),
                row.get(ORDERS.CANCELLED_AT),
                row.get(ORDERS.CANCELLED_FROM));
    }

    private Order order(ResultSet row) throws SQLException {
        return order(
                row.getObject("order_id", UUID.class),
                row.getObject("shopper_id", UUID.class),
                instant(row, "placed_at"),
                instant(row, "stock_reserved_at"),
                instant(row, "stock_rejected_at"),
                row.getString("shortages"),
                instant(row, "cancelled_at"),
                row.getString("cancelled_from"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private Order order(
            UUID id,
            UUID shopperId,
            @Nullable Instant placedAt,
            @Nullable Instant reservedAt,
            @Nullable Instant rejectedAt,
            @Nullable String shortages,
            @Nullable Instant cancelledAt,
            String cancelledFrom) {
        return new Order(
                id,
                placedAt == null ? null : new Placed(id, shopperId, placedAt),
                stockAnswer(id, reservedAt, rejectedAt, shortages),
                cancelledAt == null ? null : new Cancelled(id, cancelledAt, OrderStatus.valueOf(cancelledFrom)));
    }

    private @Nullable StockAnswer stockAnswer(
            UUID id, @Nullable Instant reservedAt, @Nullable Instant rejectedAt, @Nullable String shortages) {
        if (reservedAt != null) {
            return new Reserved(id, reservedAt);
        }
        return rejectedAt == null
                ? null
                : new Rejected(id, rejectedAt, List.of(json.readValue(shortages, Shortage[].class)));
    }

    private static @Nullable Reserved reserved(Order order) {
        return order.stockAnswer() instanceof Reserved reserved ? reserved : null;
    }

    private static @Nullable Rejected rejected(Order order) {
        return order.stockAnswer() instanceof Rejected rejected ? rejected : null;
    }

    /** @param type as the driver names it */
    private static <R> SqlArrayValue column(String type, List<R> rows, Function<R, @Nullable Object> value) {
        return new SqlArrayValue(type, rows.stream().map(value).toArray());
    }

    /** A column that is null in rows without such a part. */
    private static <R, P> SqlArrayValue column(
            String type, List<R> rows, Function<R, @Nullable P> part, Function<P, Object> value) {
        return column(type, rows, row -> {
            P it = part.apply(row);
            return it == null ? null : value.apply(it);
        });
    }

    private static List<SelectField<?>> concat(List<SelectField<?>> some, List<SelectField<?>> more) {
        var all = new ArrayList<SelectField<?>>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** A stored order that is known to be placed. */
    record StoredOrder(
            Order order,
            List<OrderLine> lines,
            Money total,
            @Nullable Delivery delivery) {

        OrderView viewAt(Instant now, Duration window) {
            Timeline timeline = order.timeline().orElseThrow();
            return new OrderView(
                    order.orderId(),
                    timeline.status(),
                    timeline.steps().getFirst().at(),
                    lines,
                    total,
                    delivery,
                    timeline.shortages(),
                    order.cancellable(now, window),
                    timeline.steps());
        }
    }
}
