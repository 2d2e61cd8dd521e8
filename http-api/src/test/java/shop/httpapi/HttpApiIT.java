package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every HTTP API does alike, over a real socket. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.http.session-key=a-session-key-for-tests-only-32-chars", "shop.http.max-body=1KB"})
class HttpApiIT {

    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @Autowired
    private JsonMapper json;

    @Autowired
    private MeterRegistry metrics;

    @Test
    void firstContactBeginsASession() throws Exception {
        HttpResponse<String> answer = send(get("/me"));

        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("__Host-shop_session=v2." + answer.body() + ".")
                .contains("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=31536000")
                .doesNotContain("Domain");
    }

    @Test
    void requestIsTimedOnce() throws Exception {
        send(get("/me"));

        await().untilAsserted(() ->
                assertThat(metrics.find("http.server.requests").timers()).isNotEmpty());
        assertThat(metrics.find("http.server.requests.active").meters()).isEmpty();
    }

    @Test
    void validSessionIsKept() throws Exception {
        var shopper = new Shopper(UUID.randomUUID());

        HttpResponse<String> answer = send(get("/me").header("Cookie", "a=b; " + session.cookieFor(shopper)));

        assertThat(answer.body()).isEqualTo(shopper.id().toString());
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1.01a2048d-886b-70ac-947f-290efa34ec26.forged", "", "%00", "\"", "v1.."})
    void sessionThatIsNotOursIsReplaced(String token) throws Exception {
        HttpResponse<String> answer = send(get("/me").header("Cookie", "__Host-shop_session=" + token));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEqualTo("01a2048d-886b-70ac-947f-290efa34ec26");
        assertThat(answer.headers().firstValue("Set-Cookie")).isPresent();
    }

    @Test
    void validSessionBesideAForgedOneCounts() throws Exception {
        var shopper = new Shopper(UUID.randomUUID());

        HttpResponse<String> answer =
                send(get("/me").header("Cookie", "__Host-shop_session=forged; " + session.cookieFor(shopper)));

        assertThat(answer.body()).isEqualTo(shopper.id().toString());
    }

    @Test
    void sessionsOfTwoShoppersAreNotGuessedAt() throws Exception {
        String one = session.cookieFor(new Shopper(UUID.randomUUID()));
        String another = session.cookieFor(new Shopper(UUID.randomUUID()));

        assertProblem(send(get("/me").header("Cookie", one + "; " + another)), 400, "bad-request");
        assertThat(send(get("/me").header("Cookie", one + "; " + one)).statusCode())
                .isEqualTo(200);
    }

    /** Another host of the domain can set it, and would give a shopper the session of somebody else. */
    @Test
    void cookieThatAnotherHostCouldHaveSetCountsOnlyIfItIsFromBefore() throws Exception {
        var shopper = new Shopper(UUID.fromString("01a2048d-886b-70ac-947f-290efa34ec26"));
        String signed = ShopperSessionTest.untimed(shopper);
        String tossed = "shop_session=" + session.tokenFor(new Shopper(UUID.randomUUID()));
        String early = "shop_session=" + signed;

        assertThat(send(get("/me").header("Cookie", tossed)).headers().firstValue("Set-Cookie"))
                .isPresent();
        assertThat(send(get("/me").header("Cookie", tossed + "; " + session.cookieFor(shopper)))
                        .body())
                .isEqualTo(shopper.id().toString());
        HttpResponse<String> renewed = send(get("/me").header("Cookie", early));
        assertThat(renewed.body()).isEqualTo(shopper.id().toString());
        assertThat(renewed.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("__Host-shop_session=v2." + shopper.id() + ".");
    }

    @Test
    void whatIsAShoppersIsStoredNowhere() throws Exception {
        for (String path : new String[] {"/me", "/mine-refused", "/refused"}) {
            HttpResponse<String> answer = send(get(path));
            assertThat(answer.headers().firstValue("Cache-Control")).as(path).contains("no-store");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
        assertThat(send(get("/me").header("X-Forwarded-Proto", "https"))
                        .headers()
                        .firstValue("Strict-Transport-Security"))
                .contains("max-age=31536000");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "cross-site,  -,                        403",
                "cross-site,  http://shop.example,      403",
                "same-site,   -,                        403",
                "nonsense,    -,                        403",
                "same-origin, https://evil.example,     200",
                "none,        -,                        200",
                "-,           -,                        200",
                "-,           http://shop.example,      200",
                "-,           https://SHOP.example,     200",
                "-,           http://evil.example,      403",
                "-,           http://shop.example:81,   403",
                "-,           http://shop.example.evil, 403",
                "-,           null,                     403",
                "-,           '',                       403"
            })
    void pageOfAnotherSiteChangesNothing(String site, String origin, int status) throws Exception {
        String headers =
                (site == null ? "" : "\nSec-Fetch-Site: " + site) + (origin == null ? "" : "\nOrigin: " + origin);
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            RawHttp.Answer answer = new RawHttp(port).send(method + " /changed HTTP/1.1" + headers, "");
            assertThat(answer.status()).as(method + headers).isEqualTo(status);
            if (status == 403) {
                assertThat(answer.body()).contains("/docs/problems.md#cross-site-request");
            }
        }
        assertThat(new RawHttp(port).send("GET /me HTTP/1.1" + headers, "").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/refused,          409, some-code",
        "/bug,              500, internal-error",
        "/database-away,    503, temporarily-unavailable",
        "/neighbour-away,   503, temporarily-unavailable",
        "/number/seven,     400, invalid-request",
        "/bounded?size=11,  400, invalid-request",
        "/bounded?size=x,   400, invalid-request",
        "/bounded,          400, bad-request",
        "/nowhere,          404, not-found",
        "/body,             405, method-not-allowed"
    })
    void everyFailureIsAProblemDocument(String path, int status, String code) throws Exception {
        for (String accept : new String[] {"*/*", "application/json", "text/html", "text/event-stream"}) {
            assertProblem(send(get(path).header("Accept", accept)), status, code);
        }
    }

    @Test
    void temporaryFailureSaysWhenToComeAgain() throws Exception {
        assertThat(send(get("/database-away")).headers().firstValue("Retry-After"))
                .contains("1");
    }

    @Test
    void bugTellsNothingOfTheInside() throws Exception {
        assertThat(send(get("/bug")).body()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void refusalCarriesItsExtensions() throws Exception {
        JsonNode problem = assertProblem(send(get("/refused")), 409, "some-code");

        assertThat(problem.get("version").asInt()).isEqualTo(7);
        assertThat(problem.get("title").asString()).isEqualTo("Title");
        assertThat(problem.get("detail").asString()).isEqualTo("Detail");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"count":"2"}           | count has the wrong form.
                    {"count":2.5}           | count has the wrong form.
                    {"count":99999999999}   | count has the wrong form.
                    {"inner":{"text":5}}    | inner.text has the wrong form.
                    {"inner":{"texts":1}}   | inner.texts is not a field of this request.
                    {"count":2              | The body is missing or is not JSON.
                                            | The body is missing or is not JSON.
                    """)
    void malformedBodyIsNamedWithoutWordsOfTheInside(String body, String detail) throws Exception {
        JsonNode problem = assertProblem(post(body == null ? "" : body), 400, "malformed-body");

        assertThat(problem.get("detail").asString()).isEqualTo(detail);
    }

    @Test
    void everyInvalidFieldIsNamedInEnglish() throws Exception {
        HttpResponse<String> answer = send(request("/body", "{\"count\":11,\"inner\":{\"text\":\"too long\"}}")
                .header("Accept-Language", "de"));

        JsonNode problem = assertProblem(answer, 400, "invalid-request");
        assertThat(problem.get("errors")).hasSize(2);
        assertThat(problem.get("errors").findValuesAsString("field")).containsExactlyInAnyOrder("count", "inner.text");
        assertThat(problem.get("detail").asString())
                .contains("count must be less than or equal to 10.", "inner.text size must be between 0 and 3.");
    }

    @Test
    void bodyOfTheLimitIsReadAndOneByteMoreIsNot() throws Exception {
        String frame = "{\"count\":1}";
        String largest = frame + " ".repeat(1024 - frame.length());

        assertThat(post(largest).statusCode()).isEqualTo(200);
        assertProblem(post(largest + " "), 413, "body-too-large");
    }

    @Test
    void chunkedBodyIsCountedWhileItIsRead() throws Exception {
        byte[] large = ("{\"inner\":{\"text\":\"" + "x".repeat(100_000)).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer =
                send(request("/body", "").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        assertProblem(answer, 413, "body-too-large");
    }

    @Test
    void tooLargeBodyIsAProblemDocumentForEveryClient() throws Exception {
        HttpResponse<String> answer = send(request("/body", "x".repeat(5000)).header("Accept", "text/html"));

        assertProblem(answer, 413, "body-too-large");
    }

    private JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("code").asString()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("/docs/problems.md#" + code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("traceId").asString()).matches("[0-9a-f]{32}");
        return problem;
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpRequest.Builder request(String path, String body) {
        return get(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(request("/body", body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @SpringBootApplication
    @RestController
    static class Api {

        record Body(@Max(10) int count, @Valid Inner inner) {}

        record Inner(@Size(max = 3) String text) {}

        @GetMapping("/me")
        String me(Shopper shopper) {
            return shopper.id().toString();
        }

        @GetMapping("/mine-refused")
        String mineRefused(Shopper shopper) {
            throw Problem.of(HttpStatus.NOT_FOUND, "some-code", "Title", "Detail");
        }

        @RequestMapping("/changed")
        String changed() {
            return "";
        }

        @GetMapping("/refused")
        String refused() {
            throw Problem.of(HttpStatus.CONFLICT, "some-code", "Title", "Detail")
                    .with("version", 7);
        }

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("secret");
        }

        @GetMapping("/database-away")
        String databaseAway() {
            throw new IllegalStateException(new SQLTransientConnectionException("no connection in the pool"));
        }

        @GetMapping("/neighbour-away")
        String neighbourAway() {
            throw new ResourceAccessException("http://secret:8080 refused");
        }

        @GetMapping("/number/{number}")
        int number(@PathVariable int number) {
            return number;
        }

        @GetMapping("/bounded")
        int bounded(@RequestParam @Min(1) @Max(10) int size) {
            return size;
        }

        @PostMapping("/body")
        String body(@Valid @RequestBody Body body) {
            return "";
        }
    }
}
