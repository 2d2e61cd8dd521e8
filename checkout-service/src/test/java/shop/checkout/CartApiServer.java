package shop.checkout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import shop.httpapi.Shopper;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * cart-api as its contract describes it, over real HTTP: a cart per shopper, known by the session cookie; emptied at the
 * stated version only. Fields a consumer does not know are sent on purpose.
 */
public final class CartApiServer implements AutoCloseable {

    public record Cart(long version, List<Line> lines) {}

    public record Line(String sku, int quantity, long price) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<UUID, Cart> carts = new ConcurrentHashMap<>();
    private final Map<UUID, Integer> refusedOrderedCarts = new ConcurrentHashMap<>();
    private volatile boolean broken;
    private volatile boolean takesOrderedCarts = true;
    private volatile Runnable beforeAnswer = () -> {};
    private volatile Function<String, Optional<Shopper>> session = _ -> Optional.empty();

    public CartApiServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/cart/api/v1/items", this::show);
        server.createContext("/cart/api/v1/ordered-carts", this::empty);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How the server reads session cookies. */
    public void session(Function<String, Optional<Shopper>> reader) {
        session = reader;
    }

    public void put(Shopper shopper, Cart cart) {
        carts.put(shopper.id(), cart);
    }

    public Cart of(Shopper shopper) {
        return carts.getOrDefault(shopper.id(), new Cart(0, List.of()));
    }

    /** Whether every request from now on gets 500. */
    public void broken(boolean isBroken) {
        broken = isBroken;
    }

    /** Whether ordered carts can be emptied; if not, each attempt gets 500. */
    public void takesOrderedCarts(boolean possible) {
        takesOrderedCarts = possible;
    }

    public int refusedOrderedCarts(Shopper shopper) {
        return refusedOrderedCarts.getOrDefault(shopper.id(), 0);
    }

    /** Runs in each GET after the cart is read and before it is sent. */
    public void beforeAnswer(Runnable action) {
        beforeAnswer = action;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void show(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<Shopper> shopper = exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                    .flatMap(header -> HttpCookie.parse(header).stream())
                    .filter(cookie -> cookie.getName().equals("__Host-shop_session"))
                    .flatMap(cookie -> session.apply(cookie.getValue()).stream())
                    .findFirst();
            if (broken || shopper.isEmpty()) {
                answer(exchange, broken ? 500 : 401, "");
                return;
            }
            Cart cart = of(shopper.get());
            beforeAnswer.run();
            answer(exchange, 200, json(cart));
        }
    }

    private void empty(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode carts = JSON.readTree(exchange.getRequestBody()).get("carts");
            for (JsonNode wanted : carts) {
                UUID shopper = session.apply(wanted.get("session").asString())
                        .orElseThrow()
                        .id();
                if (broken || !takesOrderedCarts) {
                    refusedOrderedCarts.merge(shopper, 1, Integer::sum);
                } else {
                    long version = wanted.get("version").asLong();
                    this.carts.computeIfPresent(
                            shopper, (_, cart) -> cart.version() == version ? new Cart(version + 1, List.of()) : cart);
                }
            }
            answer(exchange, broken || !takesOrderedCarts ? 500 : 204, "");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String json(Cart cart) {
        String items = String.join(
                ",",
                cart.lines().stream()
                        .map(line -> """
                                {"sku":"%s","name":"Product %s","quantity":%d,"available":5,
                                 "unitPrice":{"amountMinor":%d,"currency":"EUR"},
                                 "lineTotal":{"amountMinor":%d,"currency":"EUR"}}""".formatted(
                                line.sku(), line.sku(), line.quantity(), line.price(), line.price() * line.quantity()))
                        .toList());
        return """
                {"version":%d,"items":[%s],"total":{"amountMinor":0,"currency":"EUR"},"added":"later"}""".formatted(cart.version(), items);
    }
}
