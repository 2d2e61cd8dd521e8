package shop.tools.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.build.localservers.FreePorts;

/** A real console server before a stand-in of a management port that answers with what it was asked. */
class ConsoleTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PORT = FreePorts.next();
    private static HttpServer order;
    private static Edge console;

    @BeforeAll
    static void start(@TempDir Path project) throws IOException {
        Path dist = project.resolve("dist-console");
        write(dist.resolve("console.html"), "<title>The console</title>");
        write(dist.resolve("assets/console-1a2b.js"), "let console");
        write(project.resolve("secret"), "secret");
        order = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        order.createContext("/", ConsoleTest::echo);
        order.start();
        Map<String, URI> services = Map.of(
                "order",
                URI.create("http://127.0.0.1:" + order.getAddress().getPort()),
                // It stays away.
                "inventory",
                URI.create("http://127.0.0.1:" + FreePorts.next()));
        console = new Edge(new ConsoleHandler(dist, services), "127.0.0.1", PORT);
        console.start();
    }

    @AfterAll
    static void stop() {
        console.close();
        order.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/ops/order/waiting, /ops/api/v1/waiting",
        "/ops/order/key?consumer=order-service%2Finventory.events&key=17, /ops/api/v1/key?consumer=order-service%2Finventory.events&key=17",
        "/ops/order/letters/17/payload, /ops/api/v1/letters/17/payload",
    })
    void operatorsApiOfAServiceIsReachedWithQueryAndToken(String asked, String reached) throws Exception {
        HttpResponse<String> answer = send(request(asked).header("Authorization", "Bearer token"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("GET " + reached + "\n").contains("authorization=Bearer token");
    }

    @Test
    void changeReachesItsServiceWithBodyAndKey() throws Exception {
        HttpResponse<String> answer = send(request("/ops/order/redrives")
                .header("Origin", "http://localhost:" + PORT)
                .header("Sec-Fetch-Site", "same-origin")
                .header("Idempotency-Key", "one")
                .POST(BodyPublishers.ofString("{\"reason\":\"ä\"}")));
        assertThat(answer.body())
                .startsWith("POST /ops/api/v1/redrives\n")
                .contains("idempotency-key=one")
                .endsWith("{\"reason\":\"ä\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ops/order/../../actuator/heapdump",
                "/ops/order/%2e%2e/%2e%2e/actuator/heapdump",
                "/ops/order//actuator/heapdump",
                "/ops/order/waiting;a=b",
                "/ops/order/..%2f..%2f..%2factuator/env",
                "/ops/postgres/waiting",
                "/ops/order",
                "/actuator/health",
                "/../secret",
                "/assets/../../secret",
            })
    void nothingElseOfAManagementPortOrOfTheDiskIsReached(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost:" + PORT + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1.1 40[04]").doesNotContain("GET /", "secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:8086", "localhost.evil.example", "192.168.1.17:8086"})
    void nameOfAnotherSiteThatLeadsHereOpensNothing(String host) throws Exception {
        for (String path : new String[] {"/", "/ops/order/waiting"}) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("The console</title>", "GET /ops");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, http://localhost:8080",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
    })
    void pageOfAnotherSiteAsksNothing(String header, String value) throws Exception {
        HttpResponse<String> answer = send(request("/ops/order/waiting")
                .header("Authorization", "Bearer token")
                .header(header, value));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("cross-site-request", "Only the console itself may ask this.");
    }

    @Test
    void sessionOfAShopperDoesNotReachAService() throws Exception {
        HttpResponse<String> answer = send(request("/ops/order/waiting").header("Cookie", "shop-session=ada"));
        assertThat(answer.body()).doesNotContain("cookie").doesNotContain("ada");
    }

    @Test
    void serviceThatIsAwayIsSaidAtOnce() throws Exception {
        HttpResponse<String> answer = send(request("/ops/inventory/waiting"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("temporarily-unavailable");
    }

    @Test
    void browserGetsThePageAtEveryAddressAndIsProtected() throws Exception {
        for (String path : new String[] {"/", "/waiting", "/redrive/order/17"}) {
            HttpResponse<String> answer = send(request(path).header("Accept", "text/html"));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("<title>The console</title>");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
        assertThat(send(request("/waiting")).statusCode()).isEqualTo(404);
        assertThat(send(request("/").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
        assertThat(send(request("/assets/console-1a2b.js")).body()).isEqualTo("let console");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** Clients refuse to send these. */
    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        var answer = new StringBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
        exchange.getRequestHeaders()
                .forEach((name, values) -> answer.append(name.toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(String.join(",", values))
                        .append('\n'));
        answer.append(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
