package shop.tools.ops;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The services of a shop, asked on their management ports.
 *
 * <p>A request that gets no answer is sent once more. A change carries an Idempotency-Key, so that it happens once all the same. Safe for use by
 * several threads.
 */
final class Services implements AutoCloseable {

    private static final String API = "/ops/api/v1";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Replays and books read whole topics and whole tables. */
    private static final Duration WHOLE_TOPICS = Duration.ofMinutes(2);

    private static final int ATTEMPTS = 2;

    static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Map<String, URI> addresses;
    private final String token;

    /** @param addresses of the management ports by the services' short names, in the order in which they are shown */
    Services(Map<String, URI> addresses, String token) {
        this.addresses = addresses;
        this.token = token;
    }

    List<String> names() {
        return List.copyOf(addresses.keySet());
    }

    /** @throws OpsFailure if there is no such service */
    Answer get(String service, String path) {
        return send(service, path, HttpRequest.newBuilder().GET());
    }

    Answer post(String service, String path, Map<String, ?> body) {
        return send(
                service,
                path,
                HttpRequest.newBuilder()
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    Answer post(String service, String path, String etag, Map<String, ?> body) {
        return send(
                service,
                path,
                HttpRequest.newBuilder()
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("If-Match", etag)
                        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Asks all services at the same time. */
    List<Answer> all(Function<String, Answer> question) {
        List<Future<Answer>> asked;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            asked = names().stream()
                    .map(service -> threads.submit(() -> question.apply(service)))
                    .toList();
        }
        // The executor has waited for them.
        return asked.stream().map(Future::resultNow).toList();
    }

    /** As {@link #all}, without those that do not know what is asked: a service that reads no topic has no letters. */
    List<Answer> thoseThatKnow(Function<String, Answer> question) {
        return all(question).stream()
                .filter(answer -> !(answer instanceof Answer.Unknown))
                .toList();
    }

    private Answer send(String service, String path, HttpRequest.Builder request) {
        URI address = addresses.get(service);
        if (address == null) {
            throw new OpsFailure(
                    ExitCodes.USAGE, "There is no service " + service + ". Known are: " + String.join(", ", names()));
        }
        Duration patience = path.startsWith("/replays") || path.startsWith("/books") ? WHOLE_TOPICS : PATIENCE;
        HttpRequest built = request.uri(URI.create(address + API + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/problem+json")
                .header("Content-Type", "application/json")
                .build();
        String reason = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return read(service, http.send(built, BodyHandlers.ofString()));
            } catch (ConnectException e) {
                reason = "nobody listens at " + address;
            } catch (HttpTimeoutException e) {
                return new Answer.Silent(service, "no answer in " + patience.toSeconds() + " s from " + address);
            } catch (IOException e) {
                reason = "the connection to " + address + " broke: " + e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Silent(service, "interrupted");
            }
        }
        return new Answer.Silent(service, reason);
    }

    private static Answer read(String service, HttpResponse<String> response) {
        JsonNode body = json(response.body());
        int status = response.statusCode();
        if (status < 300) {
            return body == null
                    ? new Answer.Silent(service, "its answer is no JSON")
                    : new Answer.Done(
                            service, body, response.headers().firstValue("ETag").orElse(null));
        }
        String code = body == null ? "" : body.path("code").asString("");
        String detail = body == null ? "status " + status : body.path("detail").asString("status " + status);
        if (status >= 500) {
            return new Answer.Silent(service, detail);
        }
        return status == 404 ? new Answer.Unknown(service, detail) : new Answer.Refused(service, status, code, detail);
    }

    private static @Nullable JsonNode json(String text) {
        try {
            return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException e) {
            return null;
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
