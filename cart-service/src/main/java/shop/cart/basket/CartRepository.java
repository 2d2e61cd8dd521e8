package shop.cart.basket;

import static shop.cart.db.Tables.CARTS;
import static shop.cart.db.Tables.CART_ITEMS;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** All SQL of the carts. */
@Repository
class CartRepository {

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

    /** Waits for the changes before it, and keeps those after it waiting until the transaction ends. */
    Optional<Cart> lock(UUID shopperId) {
        // The items are read by a statement of their own: the one that waits for the lock sees them as they were
        // before.
        return database.select(CARTS.VERSION)
                .from(CARTS)
                .where(CARTS.SHOPPER_ID.eq(shopperId))
                .forUpdate()
                .fetchOptional()
                .map(locked -> find(shopperId));
    }

    Cart lockOrBegin(UUID shopperId) {
        return lock(shopperId).orElseGet(() -> begin(shopperId));
    }

    private Cart begin(UUID shopperId) {
        int begun = database.insertInto(CARTS, CARTS.SHOPPER_ID, CARTS.VERSION)
                .values(shopperId, Cart.NEVER_USED.version())
                .onConflictDoNothing()
                .execute();
        // If it was begun by somebody else meanwhile, that change is waited for.
        return begun == 1 ? Cart.NEVER_USED : lock(shopperId).orElseThrow();
    }

    /** Writes the difference between two states of a locked cart; none if they are the same. */
    Cart save(UUID shopperId, Cart before, Cart after) {
        if (after.version() == before.version()) {
            return after;
        }
        database.update(CARTS)
                .set(CARTS.VERSION, after.version())
                .where(CARTS.SHOPPER_ID.eq(shopperId))
                .execute();
        var gone = new HashSet<>(before.skus());
        gone.removeAll(after.skus());
        if (!gone.isEmpty()) {
            database.deleteFrom(CART_ITEMS)
                    .where(CART_ITEMS.SHOPPER_ID.eq(shopperId), CART_ITEMS.SKU.in(gone))
                    .execute();
        }
        after.items().stream()
                .filter(item -> !before.items().contains(item))
                .forEach(item -> write(shopperId, item, after.version()));
        return after;
    }

    private void write(UUID shopperId, CartItem item, long version) {
        database.insertInto(
                        CART_ITEMS,
                        CART_ITEMS.SHOPPER_ID,
                        CART_ITEMS.SKU,
                        CART_ITEMS.QUANTITY,
                        CART_ITEMS.ADDED_IN_VERSION)
                .values(shopperId, item.sku(), item.quantity(), version)
                .onConflict(CART_ITEMS.SHOPPER_ID, CART_ITEMS.SKU)
                .doUpdate()
                .set(CART_ITEMS.QUANTITY, item.quantity())
                .execute();
    }
}
