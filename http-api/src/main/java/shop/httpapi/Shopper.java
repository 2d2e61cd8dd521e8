package shop.httpapi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Who is asking. As a parameter of a controller method it is read from the bearer token or, without one, from the session cookie.
 * Without a valid cookie it is a new shopper, and the response sets the cookie. A token that is not good is refused.
 */
public record Shopper(UUID id) {

    private static final long VERSION_8 = 0x8000L;
    private static final long VERSION_BITS = 0xF000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;

    /**
     * The shopper of an account: always the same, on every device. A UUID of version 8, made of the SHA-256 of both names as RFC
     * 9562 (appendix B.2) shows. A guest's id has version 7, so no account can be made that is a guest.
     *
     * @param subject what the issuer calls the account, and no other one ever
     */
    public static Shopper loggedIn(String issuer, String subject) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(issuer + "\n" + subject));
        return new Shopper(
                new UUID(hash.getLong() & ~VERSION_BITS | VERSION_8, hash.getLong() & ~VARIANT_BITS | VARIANT));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
