package shop.cart.basket;

import static shop.cart.db.Tables.CARTS;
import static shop.cart.db.Tables.CART_ITEMS;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;
import shop.httpapi.Shopper;

/** All SQL of the carts. */
@Repository
class CartRepository {

    /** After a wait for the row the version is compared again, and nothing is written if it has changed. */
    private static final String REPLACE = """
            with replaced as (
                insert into carts (shopper_id, version) values (?, ?)
                on conflict (shopper_id) do update set version = excluded.version where carts.version = ?
                returning shopper_id
            ), taken_out as (
                delete from cart_items using replaced
                where cart_items.shopper_id = replaced.shopper_id and cart_items.sku = any (?::text[])
            ), put_in as (
                insert into cart_items (shopper_id, sku, quantity, added_in_version)
                select replaced.shopper_id, item.sku, item.quantity, ?
                from replaced, unnest(?::text[], ?::int[]) as item (sku, quantity)
                on conflict (shopper_id, sku) do update set quantity = excluded.quantity
            )
            select from replaced
            """;

    private static final String EMPTY = """
            with wanted as (
                select carts.shopper_id
                from carts join unnest(?::uuid[], ?::bigint[]) as ordered (shopper_id, version) using (shopper_id, version)
                where exists (select from cart_items where cart_items.shopper_id = carts.shopper_id)
                order by carts.shopper_id
                for update of carts
            ), emptied as (
                update carts set version = version + 1 from wanted where carts.shopper_id = wanted.shopper_id
            )
            delete from cart_items using wanted where cart_items.shopper_id = wanted.shopper_id
            """;

    private static final String MAKE_ROWS = """
            insert into carts (shopper_id, version)
            select shopper_id, 0 from unnest(?::uuid[]) as wanted (shopper_id) order by shopper_id
            on conflict do nothing
            """;

    private static final String LOCK =
            "select from carts where shopper_id = any (?::uuid[]) order by shopper_id for update";

    private final DSLContext database;

    CartRepository(DSLContext database) {
        this.database = database;
    }

    /** Version and items in one statement: no change can come between them. */
    Cart find(UUID shopperId) {
        var rows = database.select(CARTS.VERSION, CART_ITEMS.SKU, CART_ITEMS.QUANTITY)
                .from(CARTS)
                .leftJoin(CART_ITEMS)
                .on(CART_ITEMS.SHOPPER_ID.eq(CARTS.SHOPPER_ID))
                .where(CARTS.SHOPPER_ID.eq(shopperId))
                .orderBy(CART_ITEMS.ADDED_IN_VERSION, CART_ITEMS.SKU)
                .fetch();
        if (rows.isEmpty()) {
            return Cart.NEVER_USED;
        }
        List<CartItem> items = rows.stream()
                .filter(row -> row.value2() != null)
                .map(row -> new CartItem(row.value2(), row.value3()))
                .toList();
        return new Cart(rows.getFirst().value1(), items);
    }

    /** For a cart that was used before: other changes wait until the transaction ends. */
    Cart lock(UUID shopperId) {
        database.select(CARTS.VERSION)
                .from(CARTS)
                .where(CARTS.SHOPPER_ID.eq(shopperId))
                .forUpdate()
                .execute();
        // A second statement: the one that waited for the lock sees the items as they were before the wait.
        return find(shopperId);
    }

    /**
     * For two carts, used before or not: other changes of both wait until the transaction ends. Carts are locked in the order of
     * their shoppers, here as in {@link #empty}, so two transactions never wait for each other.
     */
    void lockBoth(UUID one, UUID other) {
        UUID[] both = {one, other};
        database.execute(MAKE_ROWS, (Object) both);
        database.execute(LOCK, (Object) both);
    }

    /**
     * Writes the difference between two states of a cart.
     *
     * @return false, with nothing written, if the cart is no longer at the version of {@code before}
     */
    boolean replace(UUID shopperId, Cart before, Cart after) {
        var gone = new HashSet<>(before.skus());
        gone.removeAll(after.skus());
        List<CartItem> changed = after.items().stream()
                .filter(item -> !before.items().contains(item))
                .toList();
        return !database.resultQuery(
                        REPLACE,
                        shopperId,
                        after.version(),
                        before.version(),
                        gone.toArray(String[]::new),
                        after.version(),
                        changed.stream().map(CartItem::sku).toArray(String[]::new),
                        changed.stream().map(CartItem::quantity).toArray(Integer[]::new))
                .fetch()
                .isEmpty();
    }

    /**
     * Empties carts, each if it is still at the stated version.
     *
     * @return how many items lay in them
     */
    int empty(Map<Shopper, Long> versions) {
        return database.execute(
                EMPTY,
                versions.keySet().stream().map(Shopper::id).toArray(UUID[]::new),
                versions.values().toArray(Long[]::new));
    }
}
