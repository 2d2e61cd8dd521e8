package shop.tools.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Requests to the shop from outside: HTTP/1.1 over pooled connections, no repetition of its own.
 *
 * <p>Safe for use by several threads; its blocking calls are meant for virtual threads.
 */
public final class ShopClient implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final URI base;
    private final HttpClient http;

    public ShopClient(URI base) {
        this.base = base;
        var client = HttpClient.newBuilder();
        if ("http".equals(base.getScheme())) {
            client.sslContext(withoutCertificates());
        }
        this.http = client.version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                // On the thread that reads: nothing here blocks, and every hop to another is a core to be woken.
                // One core is then the limit.
                .executor(Runnable::run)
                .build();
    }

    /** Java's own context reads every certificate of the JDK first, a third of the time that {@code ./shop order} takes. */
    private static SSLContext withoutCertificates() {
        try {
            var none = SSLContext.getInstance("TLS");
            none.init(new KeyManager[0], new TrustManager[0], null);
            return none;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(ANSWER_LIMIT);
    }

    /** Sends one request and waits for its answer; {@code headers} is told the answer's headers if one came. */
    ShopResponse send(HttpRequest request, Consumer<HttpHeaders> headers) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            headers.accept(response.headers());
            return answer(response);
        } catch (IOException e) {
            return new ShopResponse.Unavailable(false, reason(e), Duration.ZERO);
        }
    }

    ShopResponse send(HttpRequest request) throws InterruptedException {
        return send(request, _ -> {});
    }

    /** Starts a request whose answer is an endless body, told to {@code stream} line by line as it comes. */
    void stream(HttpRequest request, EventStreamSubscriber stream) {
        http.sendAsync(
                        request,
                        info -> info.statusCode() == 200
                                ? BodySubscribers.fromLineSubscriber(stream)
                                : BodySubscribers.replacing(null))
                .whenComplete((response, failure) -> stream.ended());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static ShopResponse answer(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode body = body(response);
        if (status < 300) {
            return new ShopResponse.Succeeded(status, body);
        }
        String code = body.path("code").asString("http-" + status);
        if (status == 429 || status >= 500) {
            return new ShopResponse.Unavailable(true, status + " " + code, retryAfter(response.headers()));
        }
        return new ShopResponse.Refused(
                status, code, body.path("detail").asString("The answer was HTTP " + status + "."));
    }

    /** Seconds; a date, which the header may be too, is taken for nothing said. */
    private static Duration retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,4}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(Duration.ZERO);
    }

    private static JsonNode body(HttpResponse<byte[]> response) {
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.contains("json"))
                .isPresent();
        try {
            return json ? JSON.readTree(response.body()) : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
