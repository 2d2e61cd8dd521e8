package shop.httpapi;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The shopper's session cookie: {@code v2.<shopper id>.<seconds since 1970 when it was issued>.<HMAC-SHA256 of the part before>}.
 *
 * <p>It proves that this shop issued the id, and when. It is not encrypted. It ends when it is older than {@code session-max-age},
 * or was issued before {@code session-not-before}; a shopper who keeps coming gets a new one in time. All services of an environment
 * share the key that signs, and a second one that only verifies, so that keys can be changed without ending a session.
 *
 * <p>Sessions of the earlier form, {@code v1.<shopper id>.<HMAC>}, say no time. A guest's id does (RFC 9562, version 7), so they
 * end when it is too long ago. Safe for use by several threads.
 */
public final class ShopperSession {

    static final String PLAIN_COOKIE = "shop_session";

    /** A browser takes a cookie of such a name only over HTTPS and from this very host (RFC 6265bis, section 4.1.3.2). */
    static final String HOST_COOKIE = "__Host-shop_session";

    private static final String UNTIMED = "v1.";
    private static final String TIMED = "v2.";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_LENGTH = 36;

    /** By so much the clocks of the shop may differ. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final SecretKeySpec key;
    private final @Nullable SecretKeySpec previousKey;
    private final Duration maxAge;
    private final @Nullable Instant notBefore;
    private final boolean issuesTimed;
    private final boolean secure;
    private final Clock clock;

    ShopperSession(HttpApiProperties properties, Clock clock) {
        this.key = secret(properties.sessionKey());
        this.previousKey = properties.sessionPreviousKey() == null ? null : secret(properties.sessionPreviousKey());
        this.maxAge = properties.sessionMaxAge();
        this.notBefore = properties.sessionNotBefore();
        this.issuesTimed = properties.sessionForm() == HttpApiProperties.SessionForm.TIMED;
        this.secure = properties.secureCookie();
        this.clock = clock;
    }

    /** With the defaults of all other settings. */
    public ShopperSession(String key, Clock clock) {
        this.key = secret(key);
        this.previousKey = null;
        this.maxAge = Duration.ofDays(365);
        this.notBefore = null;
        this.issuesTimed = true;
        this.secure = true;
        this.clock = clock;
    }

    private static SecretKeySpec secret(String key) {
        return new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** A session that was found good. */
    record Session(Shopper shopper, Instant issuedAt, boolean timed) {}

    /** The name of the cookie that is issued. */
    String cookieName() {
        return issuesTimed && secure ? HOST_COOKIE : PLAIN_COOKIE;
    }

    /** The header {@code Cookie} of a call to another service in the shopper's name. */
    public String cookieFor(Shopper shopper) {
        return cookieName() + "=" + tokenFor(shopper);
    }

    /** A new session of this shopper, issued now. */
    public String tokenFor(Shopper shopper) {
        String claim =
                issuesTimed ? TIMED + shopper.id() + "." + clock.instant().getEpochSecond() : UNTIMED + shopper.id();
        return claim + "." + signature(key, claim);
    }

    /** @return empty if the value was not issued with one of the keys, or has ended */
    public Optional<Shopper> shopperOf(String token) {
        return read(token).map(Session::shopper);
    }

    /**
     * The session of a request's cookies. The name that only this host can set goes first; under the other one, over HTTPS, only
     * sessions from before there was that name count.
     *
     * @param valuesByName the values of all cookies of a name
     * @throws Problem if two sessions of the same name are good: whose order it would be is not guessed
     */
    Optional<Session> of(Function<String, Stream<String>> valuesByName) {
        Optional<Session> own = only(valuesByName.apply(cookieName()).flatMap(value -> read(value).stream()));
        if (own.isPresent() || cookieName().equals(PLAIN_COOKIE)) {
            return own;
        }
        return only(valuesByName
                .apply(PLAIN_COOKIE)
                .flatMap(value -> read(value).stream())
                .filter(session -> !session.timed()));
    }

    private static Optional<Session> only(Stream<Session> good) {
        List<Session> sessions = good.toList();
        if (sessions.stream().map(Session::shopper).distinct().count() > 1) {
            throw StatusProblem.of(HttpStatus.BAD_REQUEST);
        }
        return sessions.stream().findFirst();
    }

    /** Whether the shopper should get a new cookie: the old one is past half of its time, or is of the earlier form. */
    boolean isToBeRenewed(Session session) {
        Duration age = Duration.between(session.issuedAt(), clock.instant());
        return issuesTimed && (!session.timed() || age.compareTo(maxAge.dividedBy(2)) > 0);
    }

    private Optional<Session> read(String token) {
        int end = token.lastIndexOf('.');
        if (end < 0 || !token.startsWith(TIMED) && !token.startsWith(UNTIMED)) {
            return Optional.empty();
        }
        String claim = token.substring(0, end);
        byte[] actual = token.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!isSigned(key, claim, actual) && (previousKey == null || !isSigned(previousKey, claim, actual))) {
            return Optional.empty();
        }
        return parse(claim).filter(this::isInTime);
    }

    private static boolean isSigned(SecretKeySpec key, String claim, byte[] actual) {
        return MessageDigest.isEqual(signature(key, claim).getBytes(StandardCharsets.US_ASCII), actual);
    }

    private Optional<Session> parse(String claim) {
        try {
            boolean timed = claim.startsWith(TIMED);
            String id = claim.substring(TIMED.length(), TIMED.length() + ID_LENGTH);
            var shopper = new Shopper(UUID.fromString(id));
            if (timed) {
                long seconds = Long.parseLong(claim.substring(TIMED.length() + ID_LENGTH + 1));
                return Optional.of(new Session(shopper, Instant.ofEpochSecond(seconds), true));
            }
            // During a roll-out, services of the earlier release call in the name of accounts, whose ids say no time.
            return begin(shopper)
                    .or(() -> issuesTimed ? Optional.empty() : Optional.of(clock.instant()))
                    .map(begin -> new Session(shopper, begin, false));
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    /** When a guest came first; empty for an account. */
    private static Optional<Instant> begin(Shopper shopper) {
        return shopper.id().version() == 7
                ? Optional.of(Instant.ofEpochMilli(shopper.id().getMostSignificantBits() >>> Short.SIZE))
                : Optional.empty();
    }

    private boolean isInTime(Session session) {
        Instant now = clock.instant();
        return session.issuedAt().plus(maxAge).isAfter(now)
                && !session.issuedAt().isAfter(now.plus(CLOCKS_DIFFER))
                && (notBefore == null || !session.issuedAt().isBefore(notBefore));
    }

    private static String signature(SecretKeySpec key, String claim) {
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
