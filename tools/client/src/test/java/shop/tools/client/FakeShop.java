package shop.tools.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** A shop small enough to misbehave on command, behind the public HTTP API. */
class FakeShop implements AutoCloseable {

    /** How an order ends. */
    volatile List<String> steps = List.of("PLACED", "CONFIRMED");

    /** So many checkouts are answered by nothing at all: the connection is closed after the order is stored. */
    final AtomicInteger checkoutsCutOff = new AtomicInteger();

    /** So many checkouts are answered 503 without being stored. */
    final AtomicInteger checkoutsUnavailable = new AtomicInteger();

    /** Event streams break after each event. */
    volatile boolean streamsBreak;

    /** Event streams never tell anything. */
    volatile boolean streamsMute;

    /** Checkouts wait until this is open. */
    volatile CountDownLatch checkoutGate = new CountDownLatch(0);

    volatile int available = 100;

    final List<String> requests = new CopyOnWriteArrayList<>();
    final Map<String, Order> ordersByKey = new ConcurrentHashMap<>();

    private final Map<String, Order> orders = new ConcurrentHashMap<>();
    private final Map<String, String> carts = new ConcurrentHashMap<>();
    private final AtomicLong sessions = new AtomicLong();
    private final HttpServer server;

    /** An order and the steps that happened to it. */
    record Order(String id, List<String> steps) {}

    FakeShop() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + path);
            if (path.startsWith("/inventory")) {
                reply(exchange, 200, """
                        {"products":[{"sku":"EMPTY","name":"Nothing","price":{"amountMinor":1,"currency":"EUR"},"available":0},
                         {"sku":"CUP","name":"Cup","price":{"amountMinor":1999,"currency":"EUR"},"available":%1$d},
                         {"sku":"HOT-1","name":"Hot","price":{"amountMinor":1999,"currency":"EUR"},"available":%1$d}]}
                        """.formatted(available));
            } else if (path.startsWith("/cart")) {
                cart(exchange, path, body);
            } else if (path.startsWith("/checkout")) {
                checkout(exchange);
            } else if (path.endsWith("/events")) {
                events(exchange, order(path));
            } else if (path.endsWith("/cancellation")) {
                order(path).steps().add("CANCELLED");
                reply(exchange, 200, "{}");
            } else {
                reply(exchange, 200, "{\"status\":\"" + order(path).steps().getLast() + "\"}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cart(HttpExchange exchange, String path, String body) throws IOException {
        String sku = path.substring(path.lastIndexOf('/') + 1);
        if (sku.equals("UNKNOWN")) {
            reply(exchange, 404, "{\"code\":\"unknown-product\",\"detail\":\"There is no product UNKNOWN.\"}");
            return;
        }
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        if (exchange.getRequestMethod().equals("PUT")) {
            if (cookie == null) {
                cookie = "shop_session=" + sessions.incrementAndGet();
                exchange.getResponseHeaders().add("Set-Cookie", cookie + "; Path=/; HttpOnly");
            }
            JsonNode wish = ShopClient.JSON.readTree(body);
            carts.put(cookie, """
                    {"version":1,"items":[{"sku":"%s","name":"Cup","quantity":%d,"lineTotal":{"amountMinor":1999,"currency":"EUR"}}],
                     "total":{"amountMinor":1999,"currency":"EUR"}}
                    """.formatted(sku, wish.path("quantity").asInt()));
        }
        reply(exchange, 200, carts.getOrDefault(String.valueOf(cookie), "{\"version\":0,\"items\":[]}"));
    }

    private void checkout(HttpExchange exchange) throws IOException, InterruptedException {
        checkoutGate.await();
        if (checkoutsUnavailable.getAndUpdate(FakeShop::oneLess) > 0) {
            reply(exchange, 503, "{\"code\":\"temporarily-unavailable\",\"detail\":\"Try again.\"}");
            return;
        }
        String key = exchange.getRequestHeaders().getFirst("Cookie")
                + exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Order order = ordersByKey.computeIfAbsent(
                key, _ -> new Order(UUID.randomUUID().toString(), new CopyOnWriteArrayList<>(steps)));
        orders.put(order.id(), order);
        if (checkoutsCutOff.getAndUpdate(FakeShop::oneLess) > 0) {
            return;
        }
        reply(exchange, 202, "{\"orderId\":\"" + order.id() + "\",\"status\":\"PLACED\"}");
    }

    private void events(HttpExchange exchange, Order order) throws IOException, InterruptedException {
        String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        int told = last == null ? 0 : Integer.parseInt(last);
        for (int round = 0; round < 400; round++) {
            out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
            List<String> known = streamsMute ? List.of() : new ArrayList<>(order.steps());
            while (told < known.size()) {
                String status = known.get(told++);
                out.write(event(told, status).getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (streamsBreak || status.equals("REJECTED") || status.equals("CANCELLED")) {
                    return;
                }
            }
            out.flush();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String event(int ordinal, String status) {
        String shortages =
                status.equals("REJECTED") ? ",\"shortages\":[{\"sku\":\"CUP\",\"requested\":3,\"available\":1}]" : "";
        return "id: " + ordinal + "\nevent: status\ndata: {\"status\":\"" + status
                + "\",\"at\":\"2026-11-22T10:00:00Z\"" + shortages + "}\n\n";
    }

    private Order order(String path) {
        String[] parts = path.split("/");
        return orders.get(parts[5]);
    }

    private static int oneLess(int count) {
        return Math.max(0, count - 1);
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
