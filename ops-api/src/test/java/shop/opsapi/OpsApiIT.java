package shop.opsapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.opsapi.sample.SampleService;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who gets into the operators' API and what it demands of everybody, over real sockets. */
@SpringBootTest(
        classes = SampleService.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "shop.database.name=ops_api",
            "spring.flyway.locations=classpath:db/ops",
            "shop.ops.token=a-token-for-tests-that-is-long-enough",
            "shop.ops.audience=shop-operations"
        })
class OpsApiIT {

    private static final String LOCAL = "a-token-for-tests-that-is-long-enough";
    private static final TestIssuer issuer = new TestIssuer("shop-operations");
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int publicPort;

    @LocalManagementPort
    private int managementPort;

    @Autowired
    private JsonMapper json;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("ops_api", registry::add);
        registry.add("shop.ops.issuer", issuer::url);
    }

    @AfterAll
    static void close() {
        issuer.close();
    }

    @Test
    void isOnTheManagementPortAlone() throws Exception {
        assertThat(send(get("/ops/api/v1/me", LOCAL)).statusCode()).isEqualTo(200);
        assertThat(send(request(publicPort, "/ops/api/v1/me", LOCAL)).statusCode())
                .isEqualTo(404);
        assertThat(send(request(publicPort, "/me", LOCAL)).statusCode()).isEqualTo(404);
        assertThat(send(get("/me", LOCAL)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/prometheus"})
    void probesAndScrapersNeedNoToken(String path) throws Exception {
        assertThat(send(request(managementPort, path, null)).statusCode()).isEqualTo(200);
    }

    @Test
    void tokenOfThisMachineHasAllRoles() throws Exception {
        JsonNode me = body(send(get("/ops/api/v1/me", LOCAL)));

        assertThat(me.path("name").asString()).isEqualTo(System.getProperty("user.name"));
        assertThat(me.path("via").asString()).isEqualTo("local token");
        assertThat(me.path("roles")).hasSize(4);
    }

    @Test
    void groupsOfTheIssuerBecomeRoles() throws Exception {
        JsonNode me = body(send(get("/ops/api/v1/me", issuer.tokenFor("ada", "staff", "shop-operators"))));

        assertThat(me.path("name").asString()).isEqualTo("ada");
        assertThat(me.path("via").asString()).isEqualTo(issuer.url());
        assertThat(me.path("roles").valueStream().map(JsonNode::asString)).containsExactly("VIEWER", "OPERATOR");
    }

    static Stream<String> badTokens() throws JOSEException {
        return Stream.of(
                "",
                "another-token-that-is-just-as-long-as",
                issuer.forgedTokenFor("ada", "shop-viewers"),
                issuer.token(claims -> claims.issuer("https://somebody.else").claim("groups", List.of("shop-viewers"))),
                issuer.token(claims -> claims.audience("newsletter").claim("groups", List.of("shop-viewers"))),
                issuer.token(
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)))
                                .claim("groups", List.of("shop-viewers"))),
                issuer.token(claims -> claims.expirationTime(null).claim("groups", List.of("shop-viewers"))),
                issuer.token(claims -> claims.subject(null).claim("groups", List.of("shop-viewers"))),
                issuer.token(
                        claims -> claims.claim("cnf", Map.of("jkt", "x")).claim("groups", List.of("shop-viewers"))));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void withoutAGoodTokenNobodyGetsIn(String token) throws Exception {
        HttpResponse<String> answer = send(get("/ops/api/v1/me", token.isEmpty() ? null : token));

        assertProblem(answer, 401, "token-missing");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void withoutATokenNobodyLearnsWhichPathsThereAre() throws Exception {
        assertProblem(send(get("/ops/api/v1/there-is-none", null)), 401, "token-missing");
        assertProblem(send(get("/ops/anything", null)), 401, "token-missing");
        assertProblem(send(get("/ops/api/v1/there-is-none", LOCAL)), 404, "not-found");
    }

    @Test
    void whoHasNoGroupMayNothing() throws Exception {
        assertProblem(send(get("/ops/api/v1/me", issuer.tokenFor("eve"))), 403, "role-missing");
        assertProblem(send(get("/ops/api/v1/me", issuer.token(claims -> claims.subject("eve")))), 403, "role-missing");
    }

    @ParameterizedTest
    @CsvSource({
        "shop-viewers,   GET,  /letters/1/payload, reader",
        "shop-operators, GET,  /letters/1/payload, reader",
        "shop-viewers,   POST, /letters,           operator",
        "shop-approvers, POST, /letters,           operator",
        "shop-operators, PUT,  /letters/1,         approver"
    })
    void anotherRolesVerbIsRefused(String group, String method, String path, String role) throws Exception {
        HttpResponse<String> answer = send(get("/ops/api/v1" + path, issuer.tokenFor("ada", group))
                .method(method, BodyPublishers.ofString("{\"reason\": \"a good reason\"}"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("If-Match", "\"3\""));

        assertProblem(answer, 403, "role-missing");
        assertThat(body(answer).path("role").asString()).isEqualTo(role);
    }

    @Test
    void operationThatSaysNoRoleIsClosed() throws Exception {
        assertProblem(send(get("/ops/api/v1/nobody", LOCAL)), 403, "role-missing");
    }

    @Test
    void everyPostNeedsAKeyAndHappensOnceUnderIt() throws Exception {
        String key = UUID.randomUUID().toString();

        assertProblem(send(post("/letters", "{\"reason\": \"a good reason\"}")), 400, "idempotency-key-missing");
        HttpResponse<String> first =
                send(post("/letters", "{\"reason\": \"a good reason\"}").header("Idempotency-Key", key));
        HttpResponse<String> again =
                send(post("/letters", "{\"reason\": \"a good reason\"}").header("Idempotency-Key", key));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertProblem(
                send(post("/letters", "{\"reason\": \"another reason\"}").header("Idempotency-Key", key)),
                422,
                "idempotency-key-reused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"reason\": null}",
                "{\"reason\": \"too short\"}",
                "{\"reason\": \"         \\u0000      \"}"
            })
    void changeNeedsAReason(String body) throws Exception {
        assertProblem(
                send(post("/letters", body)
                        .header("Idempotency-Key", UUID.randomUUID().toString())),
                400,
                "reason-missing");
    }

    @Test
    void whatWasNotLookedAtIsNotChanged() throws Exception {
        assertProblem(send(put("/letters/1")), 428, "if-match-missing");
        assertProblem(send(put("/letters/1").header("If-Match", "3")), 400, "invalid-request");
        HttpResponse<String> stale = send(put("/letters/1").header("If-Match", "\"2\""));
        assertProblem(stale, 412, "changed-meanwhile");
        assertThat(body(stale).path("version").asLong()).isEqualTo(3);
        HttpResponse<String> answer = send(put("/letters/1").header("If-Match", "\"3\""));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).contains("\"4\"");
    }

    @Test
    void trailNamesWhoDidWhatAndWhy() throws Exception {
        send(get("/ops/api/v1/letters/17/payload", issuer.tokenFor("rita", "shop-readers")));
        HttpResponse<String> made = send(post("/letters", "{\"reason\": \"a reason for the trail\"}")
                .header("Idempotency-Key", UUID.randomUUID().toString()));

        JsonNode rows = body(send(get("/ops/api/v1/audit?limit=2", LOCAL))).path("rows");
        assertThat(rows).hasSize(2);
        JsonNode latest = rows.path(0);
        assertThat(latest.path("verb").asString()).isEqualTo("letter.make");
        assertThat(latest.path("reason").asString()).isEqualTo("a reason for the trail");
        assertThat(latest.path("after")).isEqualTo(body(made));
        assertThat(latest.path("traceId").asString()).hasSize(32);
        JsonNode earlier = rows.path(1);
        assertThat(earlier.path("actor").asString()).isEqualTo("rita");
        assertThat(earlier.path("roles").asString()).isEqualTo("VIEWER READER");
        assertThat(earlier.path("via").asString()).isEqualTo(issuer.url());
        assertThat(earlier.path("target").asString()).isEqualTo("letter/17");
        assertThat(body(send(get("/ops/api/v1/audit/verify", LOCAL)))
                        .path("sound")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void answersAreNotKeptByAnybody() throws Exception {
        assertThat(send(get("/ops/api/v1/me", LOCAL)).headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
    }

    private HttpRequest.Builder get(String path, String token) {
        return request(managementPort, path, token);
    }

    private HttpRequest.Builder post(String path, String body) {
        return get("/ops/api/v1" + path, LOCAL)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder put(String path) {
        return get("/ops/api/v1" + path, LOCAL)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"reason\": \"a good reason\"}"));
    }

    private static HttpRequest.Builder request(int port, String path, String token) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode body(HttpResponse<String> answer) {
        return json.readTree(answer.body());
    }

    private void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(body(answer).path("code").asString()).isEqualTo(code);
        assertThat(body(answer).path("traceId").asString()).hasSize(32);
    }
}
