package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A service that can do forty requests in a second is asked for eighty, as if from outside. What it can do does not depend on
 * the machine: it sleeps.
 */
@SpringBootTest(
        classes = OverloadIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "shop.http.session-key=a-session-key-for-tests-only-32-chars")
@Timeout(60)
class OverloadIT {

    private static final int PER_SECOND = 40;
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void servesAsMuchAsItCanInTimeAndRefusesTheRestSoon() {
        List<Answer> answers = ask(2 * PER_SECOND, 10);

        List<Answer> served = answers.stream().filter(it -> it.status() == 200).toList();
        assertThat(served).hasSizeGreaterThan((int) (0.8 * 10 * PER_SECOND));
        assertThat(percentile99(served)).isLessThan(2000);
        List<Answer> refused = answers.stream().filter(it -> it.status() == 503).toList();
        assertThat(served.size() + refused.size()).isEqualTo(answers.size());
        assertThat(percentile99(refused)).isLessThan(1500);

        List<Answer> calm = ask(10, 2);
        assertThat(calm).extracting(Answer::status).containsOnly(200);
        assertThat(percentile99(calm)).isLessThan(500);
    }

    private List<Answer> ask(int perSecond, int seconds) {
        var answers = new ArrayList<CompletableFuture<Answer>>();
        long begin = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long due = begin + TimeUnit.SECONDS.toNanos(1) * i / perSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            answers.add(http.sendAsync(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/work"))
                                    .header("X-Forwarded-Proto", "https")
                                    .build(),
                            BodyHandlers.discarding())
                    .thenApply(response -> new Answer(
                            response.statusCode(),
                            Duration.ofNanos(System.nanoTime() - due).toMillis())));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static long percentile99(List<Answer> answers) {
        List<Long> sorted = answers.stream().map(Answer::millis).sorted().toList();
        return sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    }

    record Answer(int status, long millis) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Api {}

    @RestController
    static class Controller {

        private final Semaphore cores = new Semaphore(2, true);

        @GetMapping("/work")
        String work() throws InterruptedException {
            cores.acquire();
            try {
                Thread.sleep(2000 / PER_SECOND);
            } finally {
                cores.release();
            }
            return "done";
        }
    }
}
