package shop.checkout.submission;

import static shop.checkout.db.Tables.CHECKOUTS;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Repository;
import shop.opsapi.AggregateTrace;
import shop.opsapi.TraceStep;

/** What operators may know of a checkout: when it was accepted, for which shopper, and by which key and cart. */
@Repository
@Lazy
class CheckoutTraceRepository implements AggregateTrace {

    /** Every stored checkout was accepted with this status. */
    private static final int ACCEPTED = 202;

    private final DSLContext database;

    CheckoutTraceRepository(DSLContext database) {
        this.database = database;
    }

    @Override
    public List<TraceStep> steps(UUID orderId, Set<UUID> events) {
        return database.select(
                        CHECKOUTS.PLACED_AT,
                        CHECKOUTS.SHOPPER_ID,
                        CHECKOUTS.IDEMPOTENCY_KEY,
                        CHECKOUTS.REQUEST_HASH,
                        CHECKOUTS.CART_VERSION)
                .from(CHECKOUTS)
                .where(CHECKOUTS.ORDER_ID.eq(orderId))
                .fetch(CheckoutTraceRepository::step);
    }

    private static TraceStep step(Record row) {
        UUID shopperId = row.get(CHECKOUTS.SHOPPER_ID);
        long cartVersion = row.get(CHECKOUTS.CART_VERSION);
        return TraceStep.of(
                row.get(CHECKOUTS.PLACED_AT),
                "CHECKOUT",
                "version " + cartVersion + " of the cart of shopper " + shopperId + " was ordered; the answer "
                        + ACCEPTED + " is stored",
                Map.of(
                        "shopperId",
                        shopperId,
                        "cartVersion",
                        cartVersion,
                        "idempotencyKeySha256",
                        sha256(row.get(CHECKOUTS.IDEMPOTENCY_KEY)),
                        "requestHash",
                        row.get(CHECKOUTS.REQUEST_HASH),
                        "answerStatus",
                        ACCEPTED));
    }

    /** The key itself may be anything that a client has thought of. */
    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
