package shop.testing.servers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An OpenID Connect issuer as far as a resource server sees one: its description and its keys. */
public final class TestIssuer implements AutoCloseable {

    private final String audience;
    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile RSAKey key;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    /** @param audience what its tokens are made for, unless a test changes that */
    public TestIssuer(String audience) {
        this.audience = audience;
        this.key = newKey("one");
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        serve("/.well-known/openid-configuration", () -> """
                {"issuer": "%s", "jwks_uri": "%s/keys"}""".formatted(url(), url()));
        serve("/keys", () -> {
            reads.incrementAndGet();
            return new JWKSet(key.toPublicJWK()).toString();
        });
        server.start();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve(String path, Supplier<String> json) {
        server.createContext(path, exchange -> answer(exchange, json));
    }

    private void answer(HttpExchange exchange, Supplier<String> json) throws IOException {
        try {
            silence.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often its keys were read. */
    public int reads() {
        return reads.get();
    }

    /** It takes requests and answers them only after the latch is open. */
    public void silentUntil(CountDownLatch end) {
        silence = end;
    }

    /** From now on it signs with another key, and no longer shows the one before. */
    public void changeKey(String id) {
        key = newKey(id);
    }

    public String tokenFor(String name, String... groups) {
        return token(claims -> claims.subject(name).claim("groups", List.of(groups)));
    }

    /** A good token for {@code ada}, changed by the caller. */
    public String token(Consumer<JWTClaimsSet.Builder> change) {
        return token(key, JOSEObjectType.JWT, change);
    }

    /** A good token that calls its type so. */
    public String tokenOfType(String type) {
        return token(key, new JOSEObjectType(type), _ -> {});
    }

    /** A token that is good but for the key that has signed it. */
    public String forgedTokenFor(String name, String... groups) {
        return token(
                newKey(key.getKeyID()),
                JOSEObjectType.JWT,
                claims -> claims.subject(name).claim("groups", List.of(groups)));
    }

    /** A token that names a key which the issuer does not have. */
    public String tokenOfUnknownKey(String id) {
        return token(newKey(id), JOSEObjectType.JWT, _ -> {});
    }

    /** A token with good claims and {@code alg} none. */
    public String unsignedToken() {
        return new PlainJWT(claims().build()).serialize();
    }

    /** A token with good claims, signed with the issuer's public key as if that were a secret. */
    public String tokenSignedWithThePublicKey() {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims().build());
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(RSAKey signer, JOSEObjectType type, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(signer.getKeyID())
                            .type(type)
                            .build(),
                    claims.build());
            token.sign(new RSASSASigner(signer));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(audience)
                .subject("ada")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
    }

    @Override
    public void close() {
        silence.countDown();
        server.stop(0);
    }
}
