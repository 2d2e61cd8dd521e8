package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** More requests than are worked on at the same time, over real sockets. */
@SpringBootTest(
        classes = ConcurrencyLimitIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.http.limit.lowest=2",
            "shop.http.limit.highest=2",
            "shop.http.limit.burst-wait=300ms",
            "shop.http.limit.lasting=3"
        })
@Timeout(60)
class ConcurrencyLimitIT {

    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private Doors doors;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JsonMapper json;

    @BeforeEach
    void closeTheDoors() {
        doors.close();
    }

    @AfterEach
    void everybodyLeaves() {
        doors.open();
        await().until(() -> gauge("shop.http.working") + gauge("shop.http.lasting") == 0);
    }

    @Test
    void whoFindsNoPlaceIsRefusedSoonAndToldWhenToComeAgain() {
        work(2);
        double refused = counter("shop.http.refused");

        HttpResponse<String> answer = get("/work").join();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo("temporarily-unavailable");
        assertThat(problem.get("traceId").asString()).matches("[0-9a-f]{32}");
        assertThat(counter("shop.http.refused")).isEqualTo(refused + 1);
        assertThat(gauge("shop.http.limit")).isEqualTo(2);
    }

    @Test
    void whoWaitsGetsThePlaceThatBecomesFree() {
        work(2);
        var third = get("/work");
        await().until(() -> gauge("shop.http.waiting") == 1);
        doors.open();

        assertThat(third.join().statusCode()).isEqualTo(200);
    }

    @Test
    void requestsThatWatchTakeNoPlaceButAreCounted() {
        var watching = Stream.generate(() -> get("/watch")).limit(3).toList();
        await().until(() -> gauge("shop.http.lasting") == 3);

        HttpResponse<String> fourth = get("/watch").join();
        assertThat(fourth.statusCode()).isEqualTo(503);
        assertThat(fourth.headers().firstValue("Retry-After")).contains("1");
        work(2);
        doors.open();
        assertThat(watching).allSatisfy(it -> assertThat(it.join().statusCode()).isEqualTo(200));
    }

    /** Returns when so many requests are worked on, which go on until the doors open. */
    private void work(int requests) {
        for (int i = 0; i < requests; i++) {
            get("/work");
        }
        await().until(() -> gauge("shop.http.working") == requests);
    }

    private double gauge(String name) {
        return metrics.get(name).gauge().value();
    }

    private double counter(String name) {
        return metrics.get(name).functionCounter().count();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return http.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** Where requests stay until a test lets them go. */
    static final class Doors {

        private volatile CountDownLatch closed = new CountDownLatch(1);

        void waitInFront() throws InterruptedException {
            closed.await();
        }

        void open() {
            closed.countDown();
        }

        void close() {
            closed = new CountDownLatch(1);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Doors.class, Controller.class})
    static class Api {}

    @RestController
    static class Controller {

        private final Doors doors;

        Controller(Doors doors) {
            this.doors = doors;
        }

        @GetMapping("/work")
        String work() throws InterruptedException {
            doors.waitInFront();
            return "done";
        }

        @GetMapping("/watch")
        String watch() throws InterruptedException {
            LastingRequest.begin();
            doors.waitInFront();
            return "seen";
        }
    }
}
