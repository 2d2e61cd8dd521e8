package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.build.localservers.ServiceDatabase;
import shop.checkout.CartApiServer;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestPostgres;

/** A checkout whose database stops to write, as after a fail-over: it answers, and it refuses every write. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class ReadOnlyDatabaseIT {

    private static final int POOL = 4;
    private static final CartApiServer cartApi = new CartApiServer();
    private static final TestPostgres postgres = Infrastructure.newPostgres();
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @Autowired
    private HikariDataSource pool;

    private final Shopper shopper = new Shopper(UUID.randomUUID());

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        postgres.start();
        var database = ServiceDatabase.withRelay("checkout");
        database.createIfMissing(postgres, Infrastructure.PASSWORD);
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("spring.datasource.url", () -> postgres.url(database.name()));
        registry.add("spring.datasource.hikari.connection-timeout", () -> 500);
        registry.add("spring.datasource.hikari.maximum-pool-size", () -> POOL);
        registry.add("shop.relay.enabled", () -> false);
        registry.add("shop.cart.url", cartApi::url);
        registry.add("management.server.port", () -> 0);
    }

    @BeforeEach
    void fillCart() {
        cartApi.session(session::shopperOf);
        cartApi.put(shopper, new CartApiServer.Cart(3, List.of(new CartApiServer.Line("LAMP", 1, 1000))));
    }

    @AfterEach
    void write() throws Exception {
        asAdministrator("alter system reset default_transaction_read_only", "select pg_reload_conf()");
    }

    @AfterAll
    static void stop() {
        postgres.close();
        cartApi.close();
    }

    /** The sessions are on the demoted server and stay read-only; whoever connects now reaches the new primary. */
    @Test
    void connectionThatCannotWriteIsUsedOnce(CapturedOutput output) throws Exception {
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < POOL; i++) {
            connections.add(pool.getConnection());
        }
        for (Connection connection : connections) {
            connection.createStatement().execute("set default_transaction_read_only = on");
            connection.close();
        }

        var refused = new ArrayList<HttpResponse<String>>();
        HttpResponse<String> answer = post();
        while (answer.statusCode() != 202 && refused.size() <= POOL) {
            refused.add(answer);
            answer = post();
        }

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(refused).isNotEmpty().allSatisfy(one -> {
            assertThat(one.statusCode()).isEqualTo(503);
            assertThat(one.body()).contains("temporarily-unavailable");
        });
        assertThat(output).contains("The database refuses to write").doesNotContain("The database does not answer");
    }

    @Test
    void serviceWhoseDatabaseDoesNotWriteIsNotReady() throws Exception {
        assertThat(ready()).isEqualTo(200);

        asAdministrator("alter system set default_transaction_read_only = on", "select pg_reload_conf()");

        soon(() -> assertThat(ready()).isEqualTo(503));
        // No connection to a server that does not write gets into the pool.
        soon(() -> assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isZero());
        assertThat(post().statusCode()).isEqualTo(503);
        assertThat(get("/livez").statusCode()).isEqualTo(200);

        write();

        soon(() -> assertThat(ready()).isEqualTo(200));
        soon(() -> assertThat(post().statusCode()).isEqualTo(202));
    }

    private int ready() throws Exception {
        return get("/readyz").statusCode();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post() throws Exception {
        var body = """
                {"cartVersion":3,"total":{"amountMinor":1000,"currency":"EUR"},
                 "delivery":{"name":"Ada","street":"Street 1","postalCode":"10115","city":"Berlin","country":"DE",
                             "email":"ada@example.org"}}""";
        return http.send(
                HttpRequest.newBuilder(uri("/checkout/api/v1/checkouts"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "key")
                        .header("Cookie", session.cookieFor(shopper))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static void asAdministrator(String... statements) throws Exception {
        try (Connection connection =
                DriverManager.getConnection(postgres.url("postgres"), "postgres", Infrastructure.PASSWORD)) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }
}
