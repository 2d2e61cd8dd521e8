package shop.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole service on a real PostgreSQL and a real Kafka, spoken to over HTTP.
 *
 * <p>Its topics are silent unless a test writes to them, so a test may give its listeners any records. Tests share the database; each uses products of its own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class RunningInventory {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String OPS_TOKEN = "a-token-for-tests-that-is-long-enough";

    @Autowired
    protected DSLContext database;

    @LocalServerPort
    private int port;

    @LocalManagementPort
    private int managementPort;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("inventory", registry::add);
        registry.add("shop.ops.token", () -> OPS_TOKEN);
    }

    /** The steps that an operator sees of an order, as kind and text. */
    protected List<String> trace(UUID order) {
        return operators("/orders/" + order)
                .path("steps")
                .valueStream()
                .map(step ->
                        step.path("kind").asString() + " " + step.path("text").asString())
                .toList();
    }

    /** What the operators' API answers. */
    protected JsonNode operators(String path) {
        return json(send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/ops/api/v1" + path))
                .header("Authorization", "Bearer " + OPS_TOKEN)));
    }

    /** A new product with this many units in stock. */
    protected String productWithStock(int units) {
        String sku = "P-" + UUID.randomUUID();
        assertThat(put(sku, product("Tea", 450)).statusCode()).isEqualTo(201);
        if (units > 0) {
            assertThat(intake(sku, UUID.randomUUID().toString(), "{\"quantity\":" + units + "}")
                            .statusCode())
                    .isEqualTo(201);
        }
        return sku;
    }

    protected static String product(String name, long priceMinor) {
        return """
                {"name":"%s","description":"Loose leaves","price":{"amountMinor":%d,"currency":"EUR"}}""".formatted(name, priceMinor);
    }

    protected HttpResponse<String> get(String pathAndQuery) {
        return send(request("/inventory/api/v1/products" + pathAndQuery).GET());
    }

    protected HttpResponse<String> put(String sku, String body) {
        return send(request("/inventory/api/v1/products/" + sku)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    protected HttpResponse<String> intake(String sku, String key, String body) {
        HttpRequest.Builder request = request("/inventory/api/v1/products/" + sku + "/intakes")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return send(key == null ? request : request.header("Idempotency-Key", key));
    }

    protected static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    protected int available(String sku) {
        return json(get("/" + sku)).get("available").intValue();
    }

    protected static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(json(response).get("code").asString()).isEqualTo(code);
    }

    /** I1 and I2 for one product: received = available + held by reserved orders. */
    protected void assertStockAddsUp(String sku) {
        var stock = database.fetchSingle("""
                select on_hand, reserved,
                    (select coalesce(sum(quantity), 0)::int from stock_intakes where sku = stock.sku) as taken_in,
                    (select coalesce(sum(quantity), 0)::int from reservation_lines join reservations using (order_id)
                     where sku = stock.sku and state = 'RESERVED') as held
                from stock where sku = ?
                """, sku);
        assertThat(stock.get("reserved", int.class)).isBetween(0, stock.get("on_hand", int.class));
        assertThat(stock.get("on_hand", int.class)).isEqualTo(stock.get("taken_in", int.class));
        assertThat(stock.get("reserved", int.class)).isEqualTo(stock.get("held", int.class));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
