package shop.httpapi;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an issuer, found by its description (OpenID Connect Discovery 1.0).
 *
 * <p>They are read in the background: a request with a token of a known key never waits for the issuer, not even when it is away.
 * Only a request whose key is not known waits, for a second at most, and only a few at the same time. Made-up key ids do not become
 * requests to the issuer. Safe for use by several threads.
 */
final class IssuerKeys implements JWKSource<SecurityContext> {

    private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

    /** Then they are read again: so long a key that the issuer has withdrawn is still taken. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** If the issuer is away for longer, nobody can tell whether its keys are still good. */
    private static final Duration USABLE = Duration.ofDays(1);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int MANY_BYTES = 256 * 1024;

    private final String issuer;
    private final ResourceRetriever web =
            new DefaultResourceRetriever((int) PATIENCE.toMillis(), (int) PATIENCE.toMillis(), MANY_BYTES);
    private final Semaphore waiting;
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable Known known;
    private @Nullable Attempt last;

    /** @param waiting so many requests may wait for the issuer at the same time; the others are told to come again */
    IssuerKeys(String issuer, int waiting) {
        this.issuer = issuer;
        this.waiting = new Semaphore(waiting);
    }

    private record Known(JWKSet keys, long readNanos) {

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - readNanos > age.toNanos();
        }
    }

    /** @param done true if the issuer has answered */
    private record Attempt(CompletableFuture<Boolean> done, long beginNanos) {

        boolean isRecent() {
            return System.nanoTime() - beginNanos < BETWEEN_ATTEMPTS.toNanos();
        }
    }

    /** @throws KeySourceException if the issuer would have to be asked and does not answer */
    @Override
    public List<JWK> get(JWKSelector wanted, @Nullable SecurityContext context) throws KeySourceException {
        Known now = known;
        if (now != null && !now.isOlderThan(USABLE)) {
            List<JWK> found = wanted.select(now.keys());
            if (!found.isEmpty()) {
                if (now.isOlderThan(FRESH)) {
                    refresh();
                }
                return found;
            }
        }
        if (!answered(refresh())) {
            throw new KeySourceException("The issuer does not answer");
        }
        Known after = known;
        return after == null ? List.of() : wanted.select(after.keys());
    }

    private boolean answered(CompletableFuture<Boolean> attempt) {
        if (attempt.isDone()) {
            return attempt.getNow(false);
        }
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            return attempt.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } finally {
            waiting.release();
        }
    }

    /** Reads the keys in the background, unless that goes on already or was tried a moment ago. Never blocks. */
    synchronized CompletableFuture<Boolean> refresh() {
        if (last == null || last.done().isDone() && !last.isRecent()) {
            last = new Attempt(
                    CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread), System.nanoTime());
        }
        return last.done();
    }

    private boolean read() {
        try {
            Map<String, Object> description = JSONObjectUtils.parse(
                    web.retrieveResource(URI.create(issuer.replaceAll("/$", "") + "/.well-known/openid-configuration")
                                    .toURL())
                            .getContent());
            if (!issuer.equals(description.get("issuer"))) {
                throw new IOException(
                        "The description at " + issuer + " is of the issuer " + description.get("issuer"));
            }
            URI place = JSONObjectUtils.getURI(description, "jwks_uri");
            if (place == null) {
                throw new IOException("The description at " + issuer + " does not say where the keys are");
            }
            known = new Known(JWKSet.parse(web.retrieveResource(place.toURL()).getContent()), System.nanoTime());
            return true;
        } catch (IOException | ParseException | RuntimeException e) {
            failures.incrementAndGet();
            log.warn("The issuer of the shoppers' tokens cannot be asked: {}", e.toString());
            return false;
        }
    }

    /** How many attempts have failed since the start. */
    long failures() {
        return failures.get();
    }
}
