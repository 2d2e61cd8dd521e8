package shop.checkout.submission;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import shop.checkout.cart.CartContent;
import shop.httpapi.Shopper;
import shop.schemas.Delivery;
import shop.schemas.Money;

/**
 * What a shopper asks for: to order this version of the cart for this total, to be delivered there.
 *
 * @param idempotencyKey the client's name for this request, unique per shopper
 */
public record Submission(Shopper shopper, String idempotencyKey, long cartVersion, Money total, Delivery delivery) {

    /** Why the cart as it is now cannot be ordered by this submission; empty if it can. */
    Optional<CheckoutOutcome> refusalFor(CartContent cart) {
        Optional<Money> now = cart.total();
        if (now.isEmpty()) {
            return Optional.of(new CheckoutOutcome.CartEmpty());
        }
        if (cart.version() != cartVersion) {
            return Optional.of(new CheckoutOutcome.CartChanged(cart.version()));
        }
        return now.filter(sum -> !sum.equals(total)).map(CheckoutOutcome.TotalChanged::new);
    }

    /**
     * SHA-256 in hex of everything asked for, without the shopper and the key.
     *
     * <p>The canonical form is written here, each text with its length, and not by the JSON mapper: a request that is repeated
     * after a release must have the same hash. The form never changes; a new field is appended if it is present.
     */
    public String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (var canonical =
                    new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
                canonical.writeLong(cartVersion);
                canonical.writeLong(total.amountMinor());
                canonical.writeUTF(total.currency());
                canonical.writeUTF(delivery.name());
                canonical.writeUTF(delivery.street());
                canonical.writeUTF(delivery.postalCode());
                canonical.writeUTF(delivery.city());
                canonical.writeUTF(delivery.country());
                canonical.writeUTF(delivery.email());
                if (delivery.phone() != null) {
                    canonical.writeUTF("phone");
                    canonical.writeUTF(delivery.phone());
                }
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
