package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.testing.servers.TestIssuer;

/** Requirement: an issuer that hangs keeps no guest waiting, and those who have logged in go on when it is back. */
@SpringBootTest(
        classes = LoginIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.login.audience=shop",
            "shop.http.limit.lowest=4",
            "shop.http.limit.highest=4"
        })
@Timeout(60)
class IssuerAwayIT {

    private static final CountDownLatch end = new CountDownLatch(1);
    private static final TestIssuer issuer = new TestIssuer("shop");
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry metrics;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        issuer.silentUntil(end);
        registry.add("shop.login.issuer", issuer::url);
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    /** One method, because the issuer is away at the start and comes back once. */
    @Test
    void guestsAreServedAndTokensCountAsSoonAsTheIssuerIsBack() {
        assertThat(get("").join().statusCode()).isEqualTo(200);
        // Of four places those who wait for the issuer take two. If they took all four, a guest would wait for longer
        // than a second.
        for (int round = 0; round < 3; round++) {
            var withToken =
                    Stream.generate(() -> get(issuer.tokenFor("ada"))).limit(20).toList();
            var answered = CompletableFuture.allOf(withToken.toArray(CompletableFuture[]::new));
            while (!answered.isDone()) {
                assertThat(get("").join().statusCode()).as("a guest").isEqualTo(200);
            }
            assertThat(withToken).allSatisfy(answer -> {
                assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(503);
                assertThat(answer.join().headers().firstValue("Retry-After")).isPresent();
            });
        }
        assertThat(metrics.get("shop.login.keys.failed").functionCounter().count())
                .isPositive();

        end.countDown();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(get(issuer.tokenFor("ada")).join().statusCode())
                                .isEqualTo(200));
    }

    private CompletableFuture<HttpResponse<String>> get(String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/me"));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }
}
