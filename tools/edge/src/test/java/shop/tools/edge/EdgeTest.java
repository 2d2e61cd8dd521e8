package shop.tools.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.build.localservers.FreePorts;
import shop.tools.stack.Service;

/** A real edge before stand-ins of the services that answer with their name and what they were asked. */
class EdgeTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<HttpServer> SERVICES = new ArrayList<>();
    private static final CountDownLatch SEEN = new CountDownLatch(1);
    private static final int PORT = FreePorts.next();
    private static Edge edge;

    @BeforeAll
    static void start(@TempDir Path project) throws IOException {
        copy("k8s/base/ingress.yaml", project);
        copy("docs/problems.md", project);
        write(project.resolve("storefront/dist/index.html"), "<title>The storefront</title>");
        write(project.resolve("storefront/dist/assets/index-1a2b.js"), "let shop");
        compress(project.resolve("storefront/dist/assets/index-1a2b.js"));
        compress(project.resolve("storefront/dist/index.html"));
        write(project.resolve("storefront/dist/favicon.svg"), "<svg/>");
        write(project.resolve("storefront/secret.js"), "let secret");
        // Checkout stays away.
        Map<String, URI> upstreams = new HashMap<>(Map.of(
                "react-frontend",
                project.resolve("storefront/dist").toUri(),
                "checkout-api",
                URI.create("http://127.0.0.1:" + FreePorts.next())));
        for (Service service : List.of(Service.INVENTORY, Service.CART, Service.ORDER)) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", exchange -> echo(service, exchange));
            server.start();
            SERVICES.add(server);
            upstreams.put(
                    service.kubernetesService(),
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        }
        edge = new Edge(project, new Upstreams(upstreams), "127.0.0.1", PORT);
        edge.start();
    }

    @AfterAll
    static void stop() {
        edge.close();
        SERVICES.forEach(server -> server.stop(0));
    }

    @ParameterizedTest
    @CsvSource({
        "/cart/api/v1/items, CART",
        "/order/api/v1/orders?limit=2, ORDER",
        "/inventory/api/v1/products?sku=A&sku=B, INVENTORY",
        "/inventory/api/v1/products/MUG, INVENTORY",
    })
    void requestReachesItsServiceWithPathAndQuery(String path, String service) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(service + " GET " + path + "\n");
    }

    @Test
    void serviceLearnsWhoAskedAndWhatHostWasMeant() throws Exception {
        String body = get("/cart/api/v1/items").body();
        assertThat(body)
                .contains("host=127.0.0.1:" + PORT)
                .contains("x-forwarded-for=127.0.0.1")
                .contains("x-forwarded-proto=http");
    }

    @Test
    void bodyAndAnswerPassUnchanged() throws Exception {
        String body = "ä".repeat(100_000);
        HttpResponse<String> answer = HTTP.send(
                request("/cart/echo").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing",
        "GET, /inventory",
        "GET, /inventory/api/v1/products/MUG/intakes",
        "GET, /inventory/api/v1/stock",
        "GET, /actuator/health",
        "GET, /livez",
        "POST, /inventory/api/v1/products/MUG/intakes",
    })
    void everythingElseIsNotFound(String method, String path) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(request(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"/docs/problems.md#not-found\"");
    }

    @ParameterizedTest
    @CsvSource({"PUT", "POST", "DELETE"})
    void productsAreReadOnly(String method) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                request("/inventory/api/v1/products/MUG")
                        .method(method, BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(404, 405);
        assertThat(answer.body()).doesNotContain("INVENTORY");
    }

    @Test
    void serviceThatIsAwayIsAnsweredForAtOnce() throws Exception {
        long begin = System.nanoTime();
        HttpResponse<String> answer = HTTP.send(
                request("/checkout/api/v1/checkouts")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.body()).contains("\"code\":\"temporarily-unavailable\"");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(3000);
    }

    @Test
    void liveStreamArrivesAsItIsSent() throws Exception {
        HttpResponse<java.io.InputStream> answer =
                HTTP.send(request("/order/stream").build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: first");
            // The service sends the second line only after the first one was seen here.
            SEEN.countDown();
            assertThat(lines.readLine()).isEqualTo("data: second");
        }
    }

    @Test
    void streamsThatTheirReadersLeftHoldNoMemoryOutsideTheHeap() throws Exception {
        leaveStreams(20);
        long before = directBuffers();
        leaveStreams(100);
        assertThat(directBuffers() - before).isLessThan(50);
    }

    /** Opens streams one after the other and closes each connection after the first bytes. */
    private static void leaveStreams(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            try (var socket = new Socket("127.0.0.1", PORT)) {
                socket.setSoTimeout(5000);
                socket.getOutputStream()
                        .write("GET /order/endless HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isPositive();
            }
        }
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"/", "/orders/0198c0de-5ca1-7ab1-8000-0000000000a1", "/orders/", "/your-cart"})
    void everyPageOfTheStorefrontIsItsOnePage(String path) throws Exception {
        HttpResponse<String> answer = open(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("The storefront");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
    }

    @ParameterizedTest
    @CsvSource({"/nothing", "/assets/", "/orders/a/b", "/your-carts"})
    void addressThatIsNoneIsNotFoundAndThePageSaysSo(String path) throws Exception {
        HttpResponse<String> answer = open(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("The storefront");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-cache");
    }

    @Test
    void pagesRunNothingThatIsNotAFileOfThisHost() throws Exception {
        HttpHeaders headers = open("/").headers();
        assertThat(headers.firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
    }

    @Test
    void assetsAreKeptForEver() throws Exception {
        HttpResponse<String> answer = get("/assets/index-1a2b.js");
        assertThat(answer.body()).isEqualTo("let shop");
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/javascript");
        assertThat(answer.headers().firstValue("cache-control").orElse("")).contains("immutable");
        assertThat(get("/assets/index-old.js").statusCode()).isEqualTo(404);
    }

    @Test
    void assetsAreCompleteWithoutABodyToo() throws Exception {
        HttpResponse<String> answer =
                HTTP.send(request("/assets/index-1a2b.js").HEAD().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue("let shop".length());
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/", "/assets/index-1a2b.js", "/docs/problems.md"})
    void fileThatIsKnownAlreadyIsNotSentAgain(String path) throws Exception {
        String tag = get(path).headers().firstValue("etag").orElseThrow();
        HttpResponse<String> answer =
                HTTP.send(request(path).header("If-None-Match", tag).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("cache-control")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"/, The storefront", "/orders, The storefront", "/assets/index-1a2b.js, let shop"})
    void fileIsSentAsTheBuildCompressedItToWhoTakesThat(String path, String text) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(
                request(path)
                        .header("Accept", "text/html")
                        .header("Accept-Encoding", "br, gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(answer.headers().firstValue("vary").orElse("")).containsIgnoringCase("accept-encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())))
                .asString(StandardCharsets.UTF_8)
                .contains(text);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/");
        String tag = answer.headers().firstValue("etag").orElseThrow();
        assertThat(open(path).headers().firstValue("etag")).isPresent().get().isNotEqualTo(tag);
        HttpResponse<String> again = HTTP.send(
                request(path)
                        .header("Accept", "text/html")
                        .header("Accept-Encoding", "gzip")
                        .header("If-None-Match", tag)
                        .build(),
                BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({"gzip;q=0", "identity", "br"})
    void fileIsSentPlainToWhoDoesNotTakeItCompressed(String taken) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                request("/assets/index-1a2b.js")
                        .header("Accept-Encoding", taken)
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("let shop");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("vary").orElse("")).containsIgnoringCase("accept-encoding");
    }

    @ParameterizedTest
    @CsvSource({"/, text/html", "/favicon.svg, image/svg+xml", "/docs/problems.md, text/markdown"})
    void everyFileSaysWhatItIsAndIsProtected(String path, String type) throws Exception {
        HttpHeaders headers = get(path).headers();
        assertThat(headers.firstValue("content-type").orElse("")).startsWith(type);
        assertThat(headers.firstValue("content-security-policy").orElse("")).contains("default-src 'none'");
        assertThat(headers.firstValue("cache-control")).contains("no-cache");
    }

    @ParameterizedTest
    @CsvSource({"/", "/assets/index-1a2b.js", "/docs/problems.md"})
    void filesAreReadOnly(String path) throws Exception {
        HttpResponse<String> answer =
                HTTP.send(request(path).POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({"/assets", "/assets/", "/docs", "/docs/", "/k8s/base/ingress.yaml", "/a%00b"})
    void foldersAndWhatIsNotForTheWorldAreNotThere(String path) throws Exception {
        assertThat(raw(path)).matches("(?s)HTTP/1.1 40[04] .*").doesNotContain("index-1a2b", "kind: Ingress");
    }

    @ParameterizedTest
    @CsvSource({"/../secret.js", "/assets/../../secret.js", "/%2e%2e/secret.js", "/assets/%2e%2e/%2e%2e/secret.js"})
    void nothingBesideTheBuildIsServed(String path) throws Exception {
        assertThat(raw(path)).doesNotContain("let secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cart/api/v1/items/%41",
                "/cart/api/v1/items/%c3%a4",
                "/cart/api/v1/items/a%20b+c",
                "/cart/api/v1/items/a?b=%2f%2e&c=%41+d",
                "/cart/api/v1/items?",
                "/cart/api/v1/items/"
            })
    void addressArrivesAsItWasSent(String path) throws Exception {
        assertThat(raw(path)).startsWith("HTTP/1.1 200").contains("CART GET " + path + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cart/api/v1/items/%2e",
                "/cart/api/v1/items/..",
                "/cart/api/v1/items/.",
                "/cart/./api",
                "/cart/../order/api/v1/orders",
                "/cart/%2e%2E/order",
                "/cart/a%2fb",
                "/cart/a%5cb",
                "/cart/a;b",
                "/cart/a//b",
                "//cart",
                "/cart/%",
                "/cart/%4",
                "/cart/%zz",
                "/cart/%ff",
                "/cart/%00",
                "/cart/%u0041",
                "/cart?a=%",
                "/inventory/api/v1/products?sku=%",
                "/inventory/api/v1/products?sku=%zz",
                "/cart?a=<",
                "cart",
                "*"
            })
    void addressThatCanBeReadInTwoWaysIsRefused(String path) throws Exception {
        assertThat(raw(path))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "#bad-request")
                .doesNotContain("CART", "ORDER", "INVENTORY", "Exception", "127.0.0.1", "jetty");
    }

    /** The pieces are those of which the readings of an address differ. */
    @Test
    void everyAddressArrivesAsItWasSentOrIsRefused() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String[] pieces = {
            "a",
            "/",
            "/",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "\\",
            ";",
            "%3b",
            "%",
            "%4",
            "%41",
            "%25",
            "%c3",
            "%a4",
            "%00",
            "%0a",
            "?",
            "#",
            "&",
            "=",
            "+",
            "~",
            "%7e",
            ":",
            "@",
            "[",
            "|",
            "cart",
            "order",
            "api/v1/items"
        };
        for (int i = 0; i < 2000; i++) {
            var path = new StringBuilder("/cart");
            for (int length = random.nextInt(8); length >= 0; length--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            String answer = raw(path.toString());
            assertThat(answer)
                    .as("%s, with seed %d", path, seed)
                    .satisfiesAnyOf(
                            it -> assertThat(it).startsWith("HTTP/1.1 200").contains("CART GET " + path + "\n"),
                            it -> assertThat(it)
                                    .matches("(?s)HTTP/1.1 40[04] .*")
                                    .contains("application/problem+json")
                                    .doesNotContain("GET /"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "GET / HTTP/9.9",
                "GET / HTTP/1.1\nHost: a\nHost: b",
                "GET / HTTP/1.1\nHost: a b",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\nHost: a\nno colon",
                "GET / HTTP/1.1\nHost: a\nContent-Length: x",
                "POST /cart HTTP/1.1\nHost: a\nTransfer-Encoding: nonsense",
                "CONNECT shop.example:443 HTTP/1.1\nHost: a",
                "G\u0001T / HTTP/1.1\nHost: a"
            })
    void whatIsNoRequestIsRefusedWithAProblemDocument(String head) throws Exception {
        String answer = sent(head.replace("\n", "\r\n") + "\r\nConnection: close\r\nAccept: text/html\r\n\r\n");
        assertThat(answer)
                .matches("(?s)HTTP/1.1 (4|5)\\d\\d .*")
                .contains("application/problem+json", "/docs/problems.md#")
                .doesNotContain("Exception", "jetty", "Jetty", "\tat ");
    }

    @Test
    void headThatIsTooLargeIsRefusedWithAProblemDocument() throws Exception {
        assertThat(sent("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431")
                .contains("application/problem+json", "#bad-request");
        assertThat(sent("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414")
                .contains("application/problem+json", "#bad-request");
    }

    @Test
    void problemTypesResolve() throws Exception {
        HttpResponse<String> answer = get("/docs/problems.md");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("## temporarily-unavailable", "## not-found", "## method-not-allowed");
    }

    private static void echo(Service service, HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/cart/echo" -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
                case "/order/stream" -> stream(exchange);
                case "/order/endless" -> endless(exchange);
                default -> {
                    var text = new StringBuilder(
                            service + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n");
                    exchange.getRequestHeaders()
                            .forEach((name, values) -> text.append(name.toLowerCase(java.util.Locale.ROOT))
                                    .append('=')
                                    .append(String.join(",", values))
                                    .append('\n'));
                    byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        }
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("data: first\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        try {
            boolean seen = SEEN.await(20, TimeUnit.SECONDS);
            exchange.getResponseBody()
                    .write((seen ? "data: second\n" : "data: late\n").getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends when its reader has gone. */
    private static void endless(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        byte[] line = ("data: " + "x".repeat(500) + "\n\n").getBytes(StandardCharsets.UTF_8);
        try {
            while (true) {
                exchange.getResponseBody().write(line);
                exchange.getResponseBody().flush();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(String file, Path project) throws IOException {
        write(project.resolve(file), Files.readString(Path.of("../..").resolve(file)));
    }

    private static void compress(Path file) throws IOException {
        try (var compressed = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
            Files.copy(file, compressed);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** As a browser does that is told an address. */
    private static HttpResponse<String> open(String path) throws Exception {
        return HTTP.send(
                request(path)
                        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                        .build(),
                BodyHandlers.ofString());
    }

    /** The whole answer to a path that no client library has tidied. */
    private static String raw(String path) throws IOException {
        return sent("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String sent(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path));
    }
}
