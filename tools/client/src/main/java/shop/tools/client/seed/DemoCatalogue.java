package shop.tools.client.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts the demo products and their stock into inventory.
 *
 * <p>Doing it again changes nothing: a product is put as a whole, and every intake carries an idempotency key made of the
 * SKU. A start that was cut off half-way is simply repeated.
 */
final class DemoCatalogue {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI inventory;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    DemoCatalogue(URI inventory) {
        this.inventory = inventory;
    }

    /**
     * One product.
     *
     * @param priceMinor in euro cents
     * @param stock the units taken in at the beginning; none for a product that is sold out
     */
    record DemoProduct(String sku, String name, String description, long priceMinor, int stock) {}

    /** The products, as the resource lists them. */
    static List<DemoProduct> products() {
        try (InputStream in = DemoCatalogue.class.getResourceAsStream("products.json")) {
            return List.of(JSON.readValue(Objects.requireNonNull(in, "products.json"), DemoProduct[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fills inventory.
     *
     * @return how many products were put in
     * @throws IllegalStateException if inventory refuses one
     */
    int seed() throws InterruptedException {
        List<DemoProduct> products = products();
        for (DemoProduct product : products) {
            seed(product);
        }
        return products.size();
    }

    private void seed(DemoProduct product) throws InterruptedException {
        String path = "/inventory/api/v1/products/" + product.sku();
        var price = Map.of("amountMinor", product.priceMinor(), "currency", "EUR");
        var body = Map.of("name", product.name(), "description", product.description(), "price", price);
        send(request(path).PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
        if (product.stock() > 0) {
            var intake = Map.of("quantity", product.stock());
            send(request(path + "/intakes")
                    .header("Idempotency-Key", "demo-catalogue-" + product.sku())
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(intake))));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(inventory.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json");
    }

    private void send(HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.build();
        String what = request.method() + " " + request.uri().getPath();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        what + " was answered with " + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(what + " failed: " + e, e);
        }
    }
}
