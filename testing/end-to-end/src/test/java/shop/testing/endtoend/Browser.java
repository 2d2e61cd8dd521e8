package shop.testing.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import shop.testing.wholeshop.ShopUnderTest;
import tools.jackson.databind.JsonNode;

/** One shopper's browser: keeps the session cookie and speaks to the edge only. */
final class Browser {

    private final URI edge;
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Browser(URI edge) {
        this.edge = edge;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> put(String path, String json) {
        return send(request(path).PUT(BodyPublishers.ofString(json)).header("Content-Type", "application/json"));
    }

    HttpResponse<String> post(String path, String json, String... headers) {
        var request = request(path).POST(BodyPublishers.ofString(json)).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Puts one line into the cart and returns the body of a checkout of exactly that cart. */
    String checkoutOf(String sku, int quantity) {
        HttpResponse<String> answer = put("/cart/api/v1/items/" + sku, "{\"quantity\":" + quantity + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode cart = json(answer);
        return """
                {"cartVersion":%d,"total":%s,"delivery":{"name":"Ada Lovelace","street":"St James Square 12",\
                "postalCode":"10115","city":"Berlin","country":"DE","email":"ada@example.org"}}""".formatted(cart.get("version").asLong(), cart.get("total"));
    }

    /** The order as it stands once it is known. */
    JsonNode order(String location) {
        return json(send(request(location).GET().header("Prefer", "wait=10")));
    }

    /** Reads the live status of an order until it is this one; a heartbeat comes every two seconds, so it ends. */
    void follow(String location, String status) {
        HttpRequest request = request(location + "/events")
                .header("Accept", "text/event-stream")
                .build();
        Instant limit = Instant.now().plusSeconds(60);
        try {
            HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                if (lines.takeWhile(_ -> Instant.now().isBefore(limit))
                        .noneMatch(line -> line.startsWith("data:") && line.contains('"' + status + '"'))) {
                    throw new AssertionError(location + " is not " + status
                            + " when its stream ends, which was answered with " + answer.statusCode());
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return ShopUnderTest.JSON.readTree(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(edge.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
