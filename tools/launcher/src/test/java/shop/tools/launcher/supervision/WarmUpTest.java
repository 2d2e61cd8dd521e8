package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> sessions = new CopyOnWriteArrayList<>();
    private final CountDownLatch streams = new CountDownLatch(1);
    private HttpServer shop;

    @BeforeEach
    void startShop() throws IOException {
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        shop.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        shop.createContext("/", this::refuse);
        shop.start();
    }

    @AfterEach
    void stopShop() {
        streams.countDown();
        shop.stop(0);
    }

    @Test
    void everyServiceIsAskedInOneSession() throws Exception {
        WarmUp.begin(service -> uri()).get(8, TimeUnit.SECONDS);

        assertThat(paths)
                .extracting(path -> path.split("/")[1])
                .containsExactly("inventory", "cart", "cart", "checkout", "order", "order");
        assertThat(sessions.subList(1, sessions.size())).containsOnly("shop_session=one");
    }

    @Test
    void servicesThatAreAwayAreNoError() {
        assertThat(WarmUp.begin(service -> URI.create("http://127.0.0.1:1"))).succeedsWithin(Duration.ofSeconds(8));
    }

    private void refuse(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            paths.add(path);
            sessions.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
            exchange.getResponseHeaders().add("Set-Cookie", "shop_session=one; Path=/; HttpOnly");
            if (path.endsWith("/events")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                streams.await();
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + shop.getAddress().getPort());
    }
}
