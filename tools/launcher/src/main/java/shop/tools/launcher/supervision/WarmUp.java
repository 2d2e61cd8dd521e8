package shop.tools.launcher.supervision;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import shop.tools.stack.Service;

/**
 * Asks every service once what a shopper will ask it, so that the first shopper does not wait for all that a JVM does for the
 * first time. Nothing is stored by it, and what the services answer does not matter.
 */
final class WarmUp {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);
    private static final String CHECKOUT_OF_AN_EMPTY_CART = """
            {"cartVersion":1,"total":{"amountMinor":1,"currency":"EUR"},"delivery":{"name":"Warm Up","street":"Street 1",\
            "postalCode":"10115","city":"Berlin","country":"DE","email":"warm-up@example.com"}}""";

    private final Function<Service, URI> api;

    private WarmUp(Function<Service, URI> api) {
        this.api = api;
    }

    /**
     * Begins and returns.
     *
     * @param api where a service answers
     * @return done when every request was answered or given up
     */
    static CompletableFuture<Void> begin(Function<Service, URI> api) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().name("warm-up").start(() -> {
            try {
                new WarmUp(api).run();
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    private void run() {
        // The first answer's cookie is the shopper's session; cookies know no ports.
        try (var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build()) {
            for (HttpRequest request : requests()) {
                send(request, http);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpRequest request, HttpClient http) throws InterruptedException {
        try {
            // A stream has no end to wait for.
            http.send(request, BodyHandlers.ofInputStream()).body().close();
        } catch (IOException e) {
            LiveStackState.say("warm-up: " + request.uri().getPath() + " was not answered: " + e);
        }
    }

    private List<HttpRequest> requests() {
        String noOrder = "/order/api/v1/orders/" + UUID.randomUUID();
        return List.of(
                to(Service.INVENTORY, "/inventory/api/v1/products").build(),
                to(Service.CART, "/cart/api/v1/items").build(),
                // No product has this name.
                to(Service.CART, "/cart/api/v1/items/warm-up")
                        .PUT(BodyPublishers.ofString("{\"quantity\":1}"))
                        .build(),
                to(Service.CHECKOUT, "/checkout/api/v1/checkouts")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(CHECKOUT_OF_AN_EMPTY_CART))
                        .build(),
                to(Service.ORDER, noOrder).build(),
                to(Service.ORDER, noOrder + "/events")
                        .header("Accept", "text/event-stream")
                        .build());
    }

    private HttpRequest.Builder to(Service service, String path) {
        return HttpRequest.newBuilder(api.apply(service).resolve(path))
                .header("Content-Type", "application/json")
                .timeout(ANSWER_LIMIT);
    }
}
