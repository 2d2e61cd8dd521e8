package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.TestIssuer;

class IssuerLoginTest {

    private final TestIssuer issuer = new TestIssuer("shop");
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void tokenThatIsRememberedEndsWhenItSays() {
        var login = new IssuerLogin(issuer.url(), "shop", 4, clock);
        String token =
                issuer.token(claims -> claims.expirationTime(Date.from(now.get().plusSeconds(20))));
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> login.shopperOf(token) != null);

        now.updateAndGet(before -> before.plusSeconds(75));
        assertThat(login.shopperOf(token)).as("within the minute").isEqualTo(Shopper.loggedIn(issuer.url(), "ada"));

        now.updateAndGet(before -> before.plusSeconds(10));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> login.shopperOf(token))
                .satisfies(refusal -> assertThat(refusal.getBody().getDetail()).contains("expired"));
    }
}
