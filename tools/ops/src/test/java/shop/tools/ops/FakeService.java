package shop.tools.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service's management port as far as the command line sees it. Answers what it was told to answer, and remembers what came. */
final class FakeService implements AutoCloseable {

    static final String TOKEN = "the-token";

    /** A request as it came: {@code POST /redrives}, its headers of interest, and its body. */
    record Request(String line, String ifMatch, String idempotencyKey, String body) {}

    private record Canned(int status, String body, String etag) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Canned>> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    FakeService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/ops/api/v1", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Several answers to the same request come in turn, and the last one stays. */
    FakeService on(String request, String json) {
        return on(request, 200, json, "");
    }

    FakeService on(String request, int status, String json, String etag) {
        answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Canned(status, json, etag));
        return this;
    }

    FakeService refuses(String request, int status, String code, String detail) {
        return on(request, status, "{\"code\": \"" + code + "\", \"detail\": \"" + detail + "\"}", "");
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " "
                + exchange.getRequestURI().toString().replace("/ops/api/v1", "");
        requests.add(new Request(
                line,
                exchange.getRequestHeaders().getFirst("If-Match"),
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Canned answer = answer(exchange, line);
        if (!answer.etag().isEmpty()) {
            exchange.getResponseHeaders().add("ETag", answer.etag());
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Canned answer(HttpExchange exchange, String line) {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return new Canned(401, "{\"code\": \"token-missing\", \"detail\": \"Send a valid token\"}", "");
        }
        Queue<Canned> canned = answers.get(line);
        if (canned == null) {
            return new Canned(404, "{\"code\": \"not-found\", \"detail\": \"There is nothing at " + line + "\"}", "");
        }
        return canned.size() > 1 ? canned.remove() : canned.element();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
