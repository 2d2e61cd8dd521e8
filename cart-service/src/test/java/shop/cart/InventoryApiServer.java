package shop.cart;

import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import shop.schemas.Money;

/**
 * The product list of inventory-api as its contract describes it, over real HTTP. Fields a consumer does not know are sent
 * on purpose.
 */
public final class InventoryApiServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Money> prices = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean broken;
    private volatile CountDownLatch silence = new CountDownLatch(0);

    public InventoryApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/inventory/api/v1/products", this::list);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void sell(String sku, Money price) {
        prices.put(sku, price);
    }

    public void withdraw(String sku) {
        prices.remove(sku);
    }

    /** Whether every request from now on gets 500. */
    public void broken(boolean isBroken) {
        broken = isBroken;
    }

    /** From now on requests wait for this before they are answered. */
    public void silentUntil(CountDownLatch end) {
        silence = end;
    }

    public int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void list(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        try (exchange) {
            silence.await();
            String products = Arrays.stream(
                            exchange.getRequestURI().getRawQuery().split("&"))
                    .map(parameter -> URLDecoder.decode(parameter.substring("sku=".length()), StandardCharsets.UTF_8))
                    .filter(prices::containsKey)
                    .map(this::json)
                    .collect(joining(","));
            byte[] bytes = ("{\"products\":[" + products + "],\"added\":\"later\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(broken ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String json(String sku) {
        Money price = prices.get(sku);
        return """
                {"sku":"%s","name":"Product %s","description":"","available":7,"colour":"blue",
                 "price":{"amountMinor":%d,"currency":"%s"}}""".formatted(sku, sku, price.amountMinor(), price.currency());
    }
}
