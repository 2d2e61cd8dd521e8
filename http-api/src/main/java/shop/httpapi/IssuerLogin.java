package shop.httpapi;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Takes the access tokens of one OpenID Connect issuer (RFC 9068, and those that call their type "JWT" or nothing).
 *
 * <p>A token is good if a key of the issuer has signed it for the audience of the shop, if it names its subject, and as long as it
 * says, with a minute for clocks that differ. A token that is bound to a key ({@code cnf}, as DPoP does) is no bearer token.
 *
 * <p>A signature costs more than all the rest of a short request. So what was found out is remembered for a minute, or until the
 * token ends, by the hash of the token.
 */
final class IssuerLogin implements ShopperLogin {

    private static final Logger log = LoggerFactory.getLogger(IssuerLogin.class);

    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MANY_TOKENS = 10_000;

    private final String issuer;
    private final Clock clock;
    private final IssuerKeys keys;
    private final Cache<String, Verified> verified = Caffeine.newBuilder()
            .maximumSize(MANY_TOKENS)
            .expireAfterWrite(REMEMBERED)
            .build();
    private final DefaultJWTProcessor<SecurityContext> tokens = new DefaultJWTProcessor<>();

    /** @param waiting so many requests may wait for the issuer at the same time */
    IssuerLogin(String issuer, String audience, int waiting, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        this.keys = new IssuerKeys(issuer, waiting);
        tokens.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        tokens.setJWSKeySelector(new JWSVerificationKeySelector<>(signatures(), keys));
        tokens.setJWTClaimsSetVerifier(claims(issuer, audience, clock));
        keys.refresh();
    }

    /** Only those whose verifier cannot sign: no "none", and no secret that both sides know. */
    private static Set<JWSAlgorithm> signatures() {
        var signatures = new HashSet<>(JWSAlgorithm.Family.RSA);
        signatures.addAll(JWSAlgorithm.Family.EC);
        return signatures;
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(String issuer, String audience, Clock clock) {
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        Set.of(audience),
                        new JWTClaimsSet.Builder().issuer(issuer).build(),
                        Set.of("sub", "exp"),
                        Set.of("cnf")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew((int) CLOCKS_DIFFER.toSeconds());
        return claims;
    }

    private record Verified(Shopper shopper, Instant end) {}

    @Override
    public Shopper shopperOf(String token) {
        String hash = sha256(token);
        Verified known = verified.getIfPresent(hash);
        if (known != null && clock.instant().isBefore(known.end())) {
            return known.shopper();
        }
        Verified found = verify(token);
        verified.put(hash, found);
        return found.shopper();
    }

    private Verified verify(String token) {
        try {
            JWTClaimsSet claims = tokens.process(token, null);
            if (claims.getSubject().isBlank()) {
                throw Unauthorized.tokenInvalid();
            }
            return new Verified(
                    Shopper.loggedIn(issuer, claims.getSubject()),
                    claims.getExpirationTime().toInstant().plus(CLOCKS_DIFFER));
        } catch (ExpiredJWTException _) {
            throw Unauthorized.tokenExpired();
        } catch (KeySourceException _) {
            throw issuerAway();
        } catch (ParseException | BadJOSEException | JOSEException e) {
            // Not its message: that may quote the token.
            log.debug("A token was refused: {}", e.getClass().getSimpleName());
            throw Unauthorized.tokenInvalid();
        }
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Problem issuerAway() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "temporarily-unavailable",
                        "Temporarily unavailable",
                        "Whether you are logged in cannot be found out at the moment. Please try again soon.")
                .retryAfter(COME_AGAIN);
    }

    @Override
    public void measure(MeterRegistry registry) {
        FunctionCounter.builder("shop.login.keys.failed", keys, IssuerKeys::failures)
                .description("Attempts to read the keys of the shoppers' issuer that failed")
                .register(registry);
    }
}
