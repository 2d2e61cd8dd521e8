package shop.order;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.ApplicationContext;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The order service's HTTP API as a shopper's browser uses it. */
public final class OrderApi {

    public static final String ORDERS = "/order/api/v1/orders";

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String base;
    private final ShopperSession session;
    private final String[] login;

    public OrderApi(ApplicationContext service) {
        this(
                "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port"),
                service.getBean(ShopperSession.class));
    }

    private OrderApi(String base, ShopperSession session, String... login) {
        this.base = base;
        this.session = session;
        this.login = login;
    }

    /** The same browser after logging in: it sends the token beside its cookie. */
    public OrderApi loggedIn(String token) {
        return new OrderApi(base, session, "Authorization", "Bearer " + token);
    }

    public HttpResponse<String> get(Shopper shopper, String path, String... headers) {
        return send(request(shopper, path, headers).GET());
    }

    public HttpResponse<String> head(Shopper shopper, String path) {
        return send(request(shopper, path).HEAD());
    }

    public HttpResponse<String> cancel(Shopper shopper, Object orderId) {
        return send(
                request(shopper, ORDERS + "/" + orderId + "/cancellation").POST(HttpRequest.BodyPublishers.noBody()));
    }

    public JsonNode body(HttpResponse<String> response) {
        return json.readTree(response.body());
    }

    /** Opens the order's stream; returns when its head has arrived. */
    public Stream follow(Shopper shopper, UUID orderId, String... headers) {
        try {
            HttpResponse<InputStream> response = client.send(
                    request(shopper, ORDERS + "/" + orderId + "/events", headers)
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofInputStream());
            return new Stream(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(Shopper shopper, String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(40))
                .header("Cookie", session.cookieFor(shopper));
        String[] all = java.util.stream.Stream.of(login, headers)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
        return all.length == 0 ? request : request.headers(all);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What arrived on an open stream so far. */
    public static final class Stream implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Thread reader;

        Stream(HttpResponse<InputStream> response) {
            this.response = response;
            reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var body = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                for (String line = body.readLine(); line != null; line = body.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                lines.add("broken: " + e);
            }
        }

        public HttpResponse<InputStream> response() {
            return response;
        }

        public List<String> lines() {
            return List.copyOf(lines);
        }

        /** {@code id status} of every event so far. */
        public List<String> events() {
            List<String> seen = lines();
            return java.util.stream.IntStream.range(0, seen.size())
                    .filter(i -> seen.get(i).startsWith("id: ") && i + 2 < seen.size())
                    .mapToObj(i -> seen.get(i).substring(4) + " "
                            + new JsonMapper()
                                    .readTree(seen.get(i + 2).substring("data: ".length()))
                                    .get("status")
                                    .asString())
                    .toList();
        }

        public void awaitEvents(String... expected) {
            await().pollInterval(Duration.ofMillis(5)).until(this::events, List.of(expected)::equals);
        }

        public void awaitEnd() {
            await().pollInterval(Duration.ofMillis(5)).until(() -> !reader.isAlive());
        }

        /** Like a browser tab that is closed. */
        @Override
        public void close() {
            try {
                response.body().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
