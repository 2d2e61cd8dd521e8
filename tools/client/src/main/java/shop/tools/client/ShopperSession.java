package shop.tools.client;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One shopper in front of the shop: a session of their own, and the requests a browser would send.
 *
 * <p>The first answer's cookie is the session. Not safe for use by several threads.
 */
public final class ShopperSession {

    private static final Map<String, String> DELIVERY = Map.of(
            "name", "Ada Example",
            "street", "Example Street 1",
            "postalCode", "10115",
            "city", "Berlin",
            "country", "DE",
            "email", "ada@example.com");

    private final ShopClient client;
    private String cookie = "";

    public ShopperSession(ShopClient client) {
        this.client = client;
    }

    public ShopResponse products() throws InterruptedException {
        return get("/inventory/api/v1/products");
    }

    public ShopResponse product(String sku) throws InterruptedException {
        return get("/inventory/api/v1/products/" + sku);
    }

    public ShopResponse putIntoCart(String sku, int quantity) throws InterruptedException {
        String body = ShopClient.JSON.writeValueAsString(Map.of("quantity", quantity));
        return send(client.request("/cart/api/v1/items/" + sku)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    public ShopResponse cart() throws InterruptedException {
        return get("/cart/api/v1/items");
    }

    /** Orders the cart as it was shown. The same key again is the same order. */
    public ShopResponse checkout(JsonNode cart, String idempotencyKey) throws InterruptedException {
        String body = ShopClient.JSON.writeValueAsString(Map.of(
                "cartVersion", cart.path("version"),
                "total", cart.path("total"),
                "delivery", DELIVERY));
        return send(client.request("/checkout/api/v1/checkouts")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body)));
    }

    public ShopResponse order(String orderId) throws InterruptedException {
        return get("/order/api/v1/orders/" + orderId);
    }

    public ShopResponse cancel(String orderId) throws InterruptedException {
        return send(client.request("/order/api/v1/orders/" + orderId + "/cancellation")
                .POST(BodyPublishers.noBody()));
    }

    /** Opens the order's event stream after the event {@code lastEventId}, or from its beginning if that is empty. */
    EventStreamSubscriber events(String orderId, String lastEventId) {
        HttpRequest.Builder request = withSession(client.request("/order/api/v1/orders/" + orderId + "/events"))
                .header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        var stream = new EventStreamSubscriber();
        client.stream(request.GET().build(), stream);
        return stream;
    }

    private ShopResponse get(String path) throws InterruptedException {
        return send(client.request(path).GET());
    }

    private ShopResponse send(HttpRequest.Builder request) throws InterruptedException {
        return client.send(withSession(request).build(), this::keepSession);
    }

    private HttpRequest.Builder withSession(HttpRequest.Builder request) {
        return cookie.isEmpty() ? request : request.header("Cookie", cookie);
    }

    private void keepSession(HttpHeaders headers) {
        headers.allValues("Set-Cookie").stream()
                .filter(value -> value.startsWith("shop_session=") || value.startsWith("__Host-shop_session="))
                .forEach(value -> cookie = value.split(";", 2)[0]);
    }
}
