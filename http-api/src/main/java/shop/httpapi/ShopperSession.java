package shop.httpapi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The shopper's session cookie: {@code v1.<shopper id>.<HMAC-SHA256 of the part before>}.
 *
 * <p>It proves that this shop issued the id. It is not encrypted and does not expire; only the cookie's maximum age ends
 * it. All services of an environment share the key. Safe for use by several threads.
 */
public final class ShopperSession {

    public static final String COOKIE = "shop_session";

    private static final String VERSION = "v1.";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key the secret of the environment, 32 characters or more */
    public ShopperSession(String key) {
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** The cookie value of this shopper, for the browser or for a call to another service in the shopper's name. */
    public String tokenFor(Shopper shopper) {
        String claim = VERSION + shopper.id();
        return claim + "." + signature(claim);
    }

    /** @return empty if the value was not issued with this key */
    public Optional<Shopper> shopperOf(String token) {
        int end = token.lastIndexOf('.');
        if (end < 0 || !token.startsWith(VERSION)) {
            return Optional.empty();
        }
        String claim = token.substring(0, end);
        byte[] expected = signature(claim).getBytes(StandardCharsets.US_ASCII);
        byte[] actual = token.substring(end + 1).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, actual)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Shopper(UUID.fromString(claim.substring(VERSION.length()))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private String signature(String claim) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(claim.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
