package shop.checkout.submission;

import static org.jooq.Records.mapping;
import static org.jooq.impl.DSL.arrayOverlap;
import static shop.checkout.db.Tables.CHECKOUTS;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** All SQL of the checkouts. */
@Repository
class CheckoutRepository {

    private final DSLContext database;

    CheckoutRepository(DSLContext database) {
        this.database = database;
    }

    Optional<Checkout> withKey(UUID shopperId, String idempotencyKey) {
        return find(CHECKOUTS.SHOPPER_ID.eq(shopperId).and(CHECKOUTS.IDEMPOTENCY_KEY.eq(idempotencyKey)));
    }

    Optional<Checkout> ofCartVersion(UUID shopperId, long cartVersion) {
        return find(CHECKOUTS.SHOPPER_ID.eq(shopperId).and(CHECKOUTS.CART_VERSION.eq(cartVersion)));
    }

    /**
     * Waits for a parallel transaction with the same key or cart version to end.
     *
     * @return false if the shopper has a checkout with this key or of this cart version, and this one was not stored
     */
    boolean insert(Checkout checkout, Collection<String> skus) {
        return database.insertInto(CHECKOUTS)
                        .set(CHECKOUTS.ORDER_ID, checkout.orderId())
                        .set(CHECKOUTS.SHOPPER_ID, checkout.shopperId())
                        .set(CHECKOUTS.IDEMPOTENCY_KEY, checkout.idempotencyKey())
                        .set(CHECKOUTS.REQUEST_HASH, checkout.requestHash())
                        .set(CHECKOUTS.CART_VERSION, checkout.cartVersion())
                        .set(CHECKOUTS.ANSWER, checkout.answer())
                        .set(CHECKOUTS.PLACED_AT, checkout.placedAt())
                        .set(CHECKOUTS.SKUS, skus.toArray(String[]::new))
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** The shopper's orders after this time that have one of the products. */
    List<RepeatLimit.Earlier> withProducts(UUID shopperId, Collection<String> skus, Instant after) {
        return database.select(CHECKOUTS.PLACED_AT, CHECKOUTS.SKUS)
                .from(CHECKOUTS)
                .where(
                        CHECKOUTS.SHOPPER_ID.eq(shopperId),
                        CHECKOUTS.PLACED_AT.gt(after),
                        arrayOverlap(CHECKOUTS.SKUS, skus.toArray(String[]::new)))
                .fetch(row -> new RepeatLimit.Earlier(row.value1(), Set.of(row.value2())));
    }

    /** Waits for checkouts that are being committed. */
    int eraseRequests(UUID shopperId) {
        return database.fetchSingle("select erase_requests(?)", shopperId).into(Integer.class);
    }

    List<UUID> ordersOf(UUID shopperId) {
        return database.select(CHECKOUTS.ORDER_ID)
                .from(CHECKOUTS)
                .where(CHECKOUTS.SHOPPER_ID.eq(shopperId))
                .fetch(CHECKOUTS.ORDER_ID);
    }

    private Optional<Checkout> find(Condition which) {
        return database.select(
                        CHECKOUTS.ORDER_ID,
                        CHECKOUTS.SHOPPER_ID,
                        CHECKOUTS.IDEMPOTENCY_KEY,
                        CHECKOUTS.REQUEST_HASH,
                        CHECKOUTS.CART_VERSION,
                        CHECKOUTS.ANSWER,
                        CHECKOUTS.PLACED_AT)
                .from(CHECKOUTS)
                .where(which)
                .fetchOptional(mapping(Checkout::new));
    }
}
