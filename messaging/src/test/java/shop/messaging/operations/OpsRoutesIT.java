package shop.messaging.operations;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Answers.RETURNS_DEFAULTS;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMapping;
import org.yaml.snakeyaml.Yaml;
import shop.messaging.replay.Projection;
import shop.messaging.sample.SampleApplication;
import shop.opsapi.OpsController;
import shop.opsapi.Requires;
import shop.opsapi.Role;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every route of the operators' API with every role, and what needs two people. */
@SpringBootTest(
        classes = SampleApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.application.name=sample-service",
            "spring.flyway.locations=classpath:db/messaging,classpath:db/ops,classpath:db/sample",
            "shop.database.name=messaging_ops",
            "shop.ops.audience=shop-operations"
        })
@Import(OpsRoutesIT.WithProjection.class)
class OpsRoutesIT {

    /** Something to build again, so that the routes of replays are mapped. */
    @TestConfiguration
    static class WithProjection {

        @Bean
        Projection projection() {
            return mock(
                    Projection.class,
                    invocation -> switch (invocation.getMethod().getName()) {
                        case "name" -> "sample";
                        case "consumed", "own", "differences" -> List.of();
                        default -> RETURNS_DEFAULTS.answer(invocation);
                    });
        }
    }

    private static final String SECRET = "Ada Lovelace";
    private static final String API = "/ops/api/v1";

    /** Who may call which route. A new route needs a row. */
    private static final Map<String, Role> ROUTES = Map.ofEntries(
            Map.entry("GET /openapi.yaml", Role.VIEWER),
            Map.entry("GET /orders/{orderId}", Role.VIEWER),
            Map.entry("GET /audit", Role.VIEWER),
            Map.entry("GET /audit/verify", Role.VIEWER),
            Map.entry("GET /books/verify", Role.VIEWER),
            Map.entry("POST /erasures", Role.APPROVER),
            Map.entry("GET /waiting", Role.VIEWER),
            Map.entry("GET /key", Role.VIEWER),
            Map.entry("GET /letters/{id}", Role.VIEWER),
            Map.entry("GET /letters/{id}/payload", Role.READER),
            Map.entry("POST /letters/{id}/changes", Role.OPERATOR),
            Map.entry("GET /changes", Role.VIEWER),
            Map.entry("GET /changes/{id}", Role.VIEWER),
            Map.entry("GET /changes/{id}/payload", Role.READER),
            Map.entry("POST /changes/{id}/approve", Role.APPROVER),
            Map.entry("POST /changes/{id}/withdraw", Role.OPERATOR),
            Map.entry("POST /redrives", Role.OPERATOR),
            Map.entry("GET /redrives/{id}", Role.VIEWER),
            Map.entry("POST /redrives/{id}/run", Role.OPERATOR),
            Map.entry("POST /redrives/{id}/pause", Role.OPERATOR),
            Map.entry("POST /redrives/{id}/resume", Role.OPERATOR),
            Map.entry("POST /redrives/{id}/stop", Role.OPERATOR),
            Map.entry("GET /replays", Role.VIEWER),
            Map.entry("GET /replays/{id}", Role.VIEWER),
            Map.entry("POST /replays", Role.OPERATOR),
            Map.entry("POST /replays/{id}/run", Role.OPERATOR),
            Map.entry("POST /replays/{id}/pause", Role.OPERATOR),
            Map.entry("POST /replays/{id}/resume", Role.OPERATOR),
            Map.entry("POST /replays/{id}/rate", Role.OPERATOR),
            Map.entry("POST /replays/{id}/verify", Role.OPERATOR),
            Map.entry("POST /replays/{id}/drop", Role.OPERATOR),
            Map.entry("POST /replays/{id}/swap", Role.APPROVER),
            Map.entry("POST /replays/{id}/undo", Role.APPROVER),
            Map.entry("GET /republications", Role.VIEWER),
            Map.entry("GET /republications/{id}", Role.VIEWER),
            Map.entry("POST /republications", Role.OPERATOR),
            Map.entry("POST /republications/{id}/stop", Role.OPERATOR),
            Map.entry("GET /lag", Role.VIEWER),
            Map.entry("GET /breaks", Role.VIEWER),
            Map.entry("POST /breaks/{id}/resolve", Role.OPERATOR),
            Map.entry("GET /jobs", Role.VIEWER));

    private static final TestIssuer ISSUER = new TestIssuer("shop-operations");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalManagementPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private DSLContext database;

    @Autowired
    private JsonMapper json;

    private final UUID key = UUID.randomUUID();
    private String letter = "";
    private String job = "";

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        Infrastructure.settings("messaging_ops", registry::add);
        Infrastructure.kafka().createTopics(List.of("notes.events"), 3);
        registry.add("shop.ops.issuer", ISSUER::url);
    }

    @AfterAll
    static void close() {
        ISSUER.close();
    }

    @BeforeEach
    void makeALetter() {
        letter = String.valueOf(database.fetchSingle(
                        """
                        insert into dead_letters (consumer, topic, partition, "offset", event_id, type, key, headers, payload, error, last_error, edited_payload)
                        values ('sample/notes.events', 'notes.events', 0, 1, ?, 'notes.noted.v1', ?, '{}', ?, ?, 'java.lang.IllegalStateException', ?)
                        returning id""",
                        UUID.randomUUID(),
                        key.toString(),
                        noted(SECRET),
                        "java.lang.IllegalStateException: for " + SECRET + "\n\tat somewhere",
                        noted(SECRET))
                .get(0, Long.class));
        database.execute(
                "update dead_letters set headers = jsonb_build_object('ce_id', event_id::text, 'ce_type', 'notes.noted.v1')");
        job = database.fetchSingle("""
                        insert into ops_jobs (kind, plan, plan_hash, reason, requested_by, expires_at)
                        values ('REDRIVE', '{}', '', 'for the table of routes', 'ada', now()) returning id""").get(0, String.class);
    }

    @AfterEach
    void forget() {
        database.execute("delete from dead_letters");
        database.execute("delete from ops_jobs");
    }

    private byte[] noted(String text) {
        return ("{\"noteId\":\"" + key + "\",\"number\":1,\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyRouteThatIsMappedIsInTheTableAndInTheDescriptionWithItsRole() throws IOException {
        Map<String, Role> mapped = mapped();
        assertThat(mapped).isEqualTo(ROUTES);
        assertThat(described())
                .containsExactlyInAnyOrderEntriesOf(ROUTES.entrySet().stream()
                        .filter(route -> !route.getKey().equals("GET /openapi.yaml"))
                        .collect(toMap(
                                Map.Entry::getKey,
                                route -> route.getValue().name().toLowerCase(Locale.ROOT))));
    }

    private Map<String, Role> mapped() {
        return context.getBeansWithAnnotation(OpsController.class).values().stream()
                .flatMap(controller ->
                        Arrays.stream(AopUtils.getTargetClass(controller).getDeclaredMethods()))
                .filter(method -> AnnotatedElementUtils.hasAnnotation(method, RequestMapping.class))
                .collect(toMap(
                        OpsRoutesIT::route,
                        method -> method.getAnnotation(Requires.class).value()));
    }

    private static String route(Method method) {
        RequestMapping mapping = AnnotatedElementUtils.getMergedAnnotation(method, RequestMapping.class);
        return mapping.method()[0] + " " + mapping.path()[0];
    }

    private static Map<String, String> described() throws IOException {
        Map<String, Map<String, Map<String, Map<String, Object>>>> file =
                new Yaml().load(new ClassPathResource("openapi/ops-api.yaml").getInputStream());
        return file.get("paths").entrySet().stream()
                .flatMap(path -> path.getValue().entrySet().stream()
                        .map(operation -> Map.entry(
                                operation.getKey().toUpperCase(Locale.ROOT) + " "
                                        + path.getKey().substring(API.length()),
                                String.valueOf(operation.getValue().get("x-role")))))
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Stream<String> routes() {
        return ROUTES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("routes")
    void routeIsForItsRoleAloneAndOnlyAReaderSeesPayloads(String route) throws Exception {
        Role required = ROUTES.get(route);
        String change =
                body(request("ada", edit("Ada Byron " + SECRET))).path("id").asString();

        assertThat(call(route, change, null).statusCode()).isEqualTo(401);
        assertThat(call(route, change, token("eve")).statusCode()).isEqualTo(403);
        for (Role role : Role.values()) {
            HttpResponse<String> answer = call(route, change, token("one who is a " + role, role));
            if (role == required || required == Role.VIEWER) {
                assertThat(answer.statusCode())
                        .as(route + " by " + role + ": " + answer.body())
                        .isNotIn(401, 403, 405, 500);
            } else {
                assertThat(answer.statusCode()).as(route + " by " + role).isEqualTo(403);
                assertThat(body(answer).path("code").asString()).isEqualTo("role-missing");
            }
            if (role != Role.READER || required != Role.READER) {
                assertThat(answer.body()).as(route + " by " + role).doesNotContain(SECRET);
            }
        }
        if (required == Role.READER) {
            assertThat(call(route, change, token("rita", Role.READER)).body()).contains(SECRET);
        }
    }

    private HttpResponse<String> call(String route, String change, String token) throws Exception {
        String[] parts = route.split(" ");
        String path = parts[1].replace("{orderId}", key.toString());
        path = path.replace(
                "{id}",
                path.startsWith("/letters") || path.startsWith("/breaks")
                        ? letter
                        : path.startsWith("/changes") ? change : job);
        if (path.equals("/key")) {
            path += "?consumer=sample/notes.events&key=" + key;
        }
        return send(parts[0], path, token, "{\"reason\":\"for the table of routes\"}");
    }

    @Test
    void whoAskedCannotApproveAndAnotherPersonCan() throws Exception {
        HttpResponse<String> asked = request("ada", edit("Ada Byron"));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(201);
        String approve = "/changes/" + body(asked).path("id").asString() + "/approve";

        HttpResponse<String> own = send("POST", approve, token("ada", Role.OPERATOR, Role.APPROVER), "{}");
        assertThat(own.statusCode()).isEqualTo(403);
        assertThat(body(own).path("code").asString()).isEqualTo("another-person-needed");
        assertThat(body(own).path("requestedBy").asString()).isEqualTo("ada");
        assertThat(edited()).contains(SECRET);
        HttpResponse<String> other = send("POST", approve, token("bob", Role.APPROVER), "{}");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(200);
        assertThat(edited()).contains("Ada Byron");
        HttpResponse<String> late = send("POST", approve, token("carl", Role.APPROVER), "{}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(body(late).path("detail").asString()).contains("by bob");

        JsonNode rows = audit("?limit=2");
        assertThat(rows.path(0).path("verb").asString()).isEqualTo("letter.edit.approve");
        assertThat(rows.path(0).path("actor").asString()).isEqualTo("bob");
        assertThat(rows.path(0).path("reason").asString()).isEqualTo("the name was wrong");
        assertThat(rows.path(0).path("after").path("approval").asString()).isEqualTo("approved by another person");
        assertThat(rows.path(0).path("after").path("requestedBy").asString()).isEqualTo("ada");
        assertThat(rows.path(1).path("verb").asString()).isEqualTo("letter.edit.request");
        assertThat(rows.toString()).doesNotContain("Byron");
    }

    @Test
    void withoutItsEntryInTheTrailNothingIsDone() throws Exception {
        String asked = body(request("ada", edit("Ada Byron"))).path("id").asString();
        int rows = database.fetchCount(org.jooq.impl.DSL.table("ops_audit"));
        try (Connection superuser = Infrastructure.postgres().connect("messaging_ops");
                Statement statement = superuser.createStatement()) {
            statement.execute("""
                    create function die() returns trigger language plpgsql as $$
                    begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
                    create trigger die before insert on ops_audit for each row execute function die()""");
            HttpResponse<String> answer =
                    send("POST", "/changes/" + asked + "/approve", token("bob", Role.APPROVER), "{}");
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
            statement.execute("drop trigger die on ops_audit; drop function die() cascade");
        }

        assertThat(edited()).contains(SECRET);
        assertThat(database.fetchCount(org.jooq.impl.DSL.table("ops_audit"))).isEqualTo(rows);
        assertThat(send("POST", "/changes/" + asked + "/approve", token("bob", Role.APPROVER), "{}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(audit("/verify").path("sound").asBoolean()).isTrue();
    }

    @Test
    void trailIsReadPageByPageWithoutAGap() throws Exception {
        for (int i = 0; i < 5; i++) {
            send("GET", "/letters/" + letter + "/payload", token("rita", Role.READER), "");
        }

        var numbers = new ArrayList<Long>();
        long before = Long.MAX_VALUE;
        for (JsonNode page = audit("?limit=2"); !page.isEmpty(); page = audit("?limit=2&before=" + before)) {
            assertThat(page.size()).isLessThanOrEqualTo(2);
            page.forEach(row -> numbers.add(row.path("number").asLong()));
            before = numbers.getLast();
        }

        assertThat(numbers)
                .hasSizeGreaterThanOrEqualTo(5)
                .isSortedAccordingTo((one, other) -> Long.compare(other, one));
        assertThat(numbers.getLast()).isOne();
        assertThat(numbers).hasSize(Math.toIntExact(numbers.getFirst()));
        assertThat(send("GET", "/audit?limit=501", token("vera", Role.VIEWER), "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void erasureIsCountedOnceAndWrittenDownWithoutThePerson() throws Exception {
        String body =
                "{\"shopperId\":\"" + key + "\",\"reason\":\"the shopper has asked for it\",\"ticket\":\"OPS-17\"}";

        HttpResponse<String> missing = send("POST", "/erasures", token("bob", Role.APPROVER), "{}");
        assertThat(missing.statusCode()).isEqualTo(400);
        HttpResponse<String> answer = send("POST", "/erasures", token("bob", Role.APPROVER), body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(body(answer).path("shopperId").asString()).isEqualTo(key.toString());
        assertThat(body(answer).path("erased").has("deadLetters")).isTrue();
        JsonNode row = audit("?limit=1").path(0);
        assertThat(row.path("verb").asString()).isEqualTo("shopper.erase");
        assertThat(row.path("target").asString()).isEqualTo("shopper/" + key);
        assertThat(row.path("ticket").asString()).isEqualTo("OPS-17");
        assertThat(row.path("after")).isEqualTo(body(answer).path("erased"));
    }

    private String edit(String text) {
        return json.writeValueAsString(Map.of(
                "verb",
                "EDIT",
                "payload",
                new String(noted(text), StandardCharsets.UTF_8),
                "reason",
                "the name was wrong"));
    }

    private HttpResponse<String> request(String by, String body) throws Exception {
        return send("POST", "/letters/" + letter + "/changes", token(by, Role.OPERATOR), body);
    }

    private String edited() {
        return new String(
                database.fetchSingle("select edited_payload from dead_letters where id = ?", Long.valueOf(letter))
                        .get(0, byte[].class),
                StandardCharsets.UTF_8);
    }

    private JsonNode audit(String query) throws Exception {
        JsonNode answer = body(send("GET", "/audit" + query, token("vera", Role.VIEWER), ""));
        return answer.has("rows") && answer.path("rows").isArray() ? answer.path("rows") : answer;
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + API + path))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("If-Match", "\"" + version() + "\"");
        if (method.equals("POST")) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private int version() {
        return database.fetchSingle("select version from dead_letters where id = ?", Long.valueOf(letter))
                .get(0, Integer.class);
    }

    private JsonNode body(HttpResponse<String> answer) {
        return json.readTree(answer.body());
    }

    private static String token(String name, Role... roles) {
        return ISSUER.tokenFor(
                name,
                Arrays.stream(roles)
                        .map(role -> "shop-" + role.name().toLowerCase(Locale.ROOT) + "s")
                        .toArray(String[]::new));
    }
}
