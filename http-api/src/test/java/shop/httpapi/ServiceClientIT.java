package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** The client of another service, with the settings that all services share, against a real server. */
@Timeout(60)
class ServiceClientIT {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ServiceClientAutoConfiguration.class,
                    HttpClientAutoConfiguration.class,
                    ImperativeHttpClientAutoConfiguration.class,
                    RestClientAutoConfiguration.class))
            .withPropertyValues("spring.http.clients.read-timeout=5s");
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer neighbour;

    @BeforeEach
    void startNeighbour() throws IOException {
        start(0);
    }

    @AfterEach
    void stopNeighbour() {
        neighbour.stop(0);
    }

    @Test
    void neighbourThatWasRestartedAnswersTheNextRequest() {
        ask(client -> {
            assertThat(get(client, "/")).isEqualTo("answer");
            int port = neighbour.getAddress().getPort();
            neighbour.stop(0);
            start(port);

            assertThat(get(client, "/")).isEqualTo("answer");
        });
    }

    @Test
    void refusalIsPassedOnAndNotRepeated() {
        ask(client -> {
            assertThatThrownBy(() -> get(client, "/busy")).isInstanceOf(HttpServerErrorException.class);
            assertThat(requests).hasValue(1);
        });
    }

    @Test
    void silentNeighbourIsGivenUpAfterTheTimeOutOfItsClient() {
        ask(client -> {
            assertThatThrownBy(() -> get(client, "/silent")).isInstanceOf(ResourceAccessException.class);
            assertThat(requests).hasValue(1);
        });
    }

    @Test
    void manyRequestsAreMadeAtOnce() {
        ask(client -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answers = Stream.generate(() -> threads.submit(() -> get(client, "/together")))
                        .limit(40)
                        .toList();
                assertThat(answers).allSatisfy(it -> assertThat(it.get()).isEqualTo("answer"));
            }
        });
    }

    private interface Calls {
        void with(RestClient client) throws IOException;
    }

    private void ask(Calls calls) {
        service.run(
                context -> calls.with(context.getBean(RestClient.Builder.class).build()));
    }

    private String get(RestClient client, String path) {
        return client.get()
                .uri("http://127.0.0.1:" + neighbour.getAddress().getPort() + path)
                .retrieve()
                .body(String.class);
    }

    private void start(int port) throws IOException {
        neighbour = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        neighbour.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var together = new CyclicBarrier(40);
        neighbour.createContext("/", exchange -> answer(exchange, together));
        neighbour.start();
    }

    private void answer(HttpExchange exchange, CyclicBarrier together) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/busy" -> {
                    exchange.getResponseHeaders().add("Retry-After", "1");
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
                case "/silent" -> TimeUnit.SECONDS.sleep(15);
                case "/together" -> together.await(10, TimeUnit.SECONDS);
                default -> {}
            }
            byte[] body = "answer".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
