package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.testing.servers.TestIssuer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requirement: shoppers log in with tokens of the issuer, of nobody else, and of no other kind. */
@SpringBootTest(
        classes = LoginIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.login.audience=shop",
            "shop.http.limit.lowest=4",
            "shop.http.limit.highest=4",
            "logging.level.shop=debug",
            "logging.level.org.springframework.web=debug"
        })
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class LoginIT {

    private static final TestIssuer issuer = new TestIssuer("shop");
    private static final TestIssuer stranger = new TestIssuer("shop");
    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @Autowired
    private JsonMapper json;

    private final Shopper guest = new Shopper(UUID.randomUUID());

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("shop.login.issuer", issuer::url);
    }

    @AfterAll
    static void close() {
        issuer.close();
        stranger.close();
    }

    @Test
    void accountIsOneShopperOnEveryDeviceAndGetsNoCookie() {
        String ada = issuer.tokenFor("ada");

        HttpResponse<String> answer = send(me().header("Authorization", "Bearer " + ada));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(Shopper.loggedIn(issuer.url(), "ada").id().toString());
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(send(me().header("authorization", "bearer  " + issuer.tokenFor("ada")))
                        .body())
                .as("another token of hers, another way to write it")
                .isEqualTo(answer.body());
        assertThat(send(bearer(issuer.tokenFor("grace"))).body()).isNotEqualTo(answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt", "AT+JWT"})
    void accessTokenMayCallItsTypeSo(String type) {
        assertThat(send(bearer(issuer.tokenOfType(type))).statusCode()).isEqualTo(200);
    }

    @Test
    void tokenCountsAndNotTheCookieBesideIt() {
        HttpResponse<String> answer = send(bearer(issuer.tokenFor("ada")).header("Cookie", session.cookieFor(guest)));

        assertThat(answer.body())
                .isEqualTo(Shopper.loggedIn(issuer.url(), "ada").id().toString());
    }

    @Test
    void guestNeedsNoToken() {
        assertThat(send(me().header("Cookie", session.cookieFor(guest))).body())
                .isEqualTo(guest.id().toString());
        assertThat(send(me().header("Authorization", "Basic YTpi").header("Cookie", session.cookieFor(guest)))
                        .body())
                .as("the password is for a proxy")
                .isEqualTo(guest.id().toString());
    }

    @Test
    void minuteOfDifferenceBetweenClocksIsForgiven() {
        String token = issuer.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(30))));

        assertThat(send(bearer(token)).statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("nothing", () -> ""),
                bad("no token", () -> "abc"),
                bad("three parts of nothing", () -> "e30.e30.e30"),
                bad("alg none", issuer::unsignedToken),
                bad("the public key as a secret", issuer::tokenSignedWithThePublicKey),
                bad("another key under the same id", () -> issuer.forgedTokenFor("ada")),
                bad("a key that the issuer does not have", () -> issuer.tokenOfUnknownKey("made-up")),
                bad("another issuer", () -> stranger.tokenFor("ada")),
                bad("another issuer's name", () -> issuer.token(claims -> claims.issuer(stranger.url()))),
                bad("no issuer", () -> issuer.token(claims -> claims.issuer(null))),
                bad("an operator's audience", () -> issuer.token(claims -> claims.audience("shop-operations"))),
                bad("no audience", () -> issuer.token(claims -> claims.audience((String) null))),
                bad(
                        "expired",
                        () -> issuer.token(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(90))))),
                bad("without an end", () -> issuer.token(claims -> claims.expirationTime(null))),
                bad(
                        "not yet",
                        () -> issuer.token(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plusSeconds(90))))),
                bad("nobody's", () -> issuer.token(claims -> claims.subject(null))),
                bad("a blank subject", () -> issuer.token(claims -> claims.subject(" "))),
                bad("bound to a key by DPoP", () -> issuer.token(claims -> claims.claim("cnf", Map.of("jkt", "x")))),
                bad(
                        "bound to a certificate",
                        () -> issuer.token(claims -> claims.claim("cnf", Map.of("x5t#S256", "x")))),
                bad("a log-out token", () -> issuer.tokenOfType("logout+jwt")));
    }

    private static Arguments bad(String name, Supplier<String> token) {
        return Arguments.argumentSet(name, token);
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void otherTokensAreRefusedAndNobodyBecomesAGuestByThem(Supplier<String> token, CapturedOutput output) {
        String text = token.get();

        HttpResponse<String> answer = send(bearer(text).header("Cookie", session.cookieFor(guest)));

        assertRefused(answer);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        if (text.length() > 10) {
            assertThat(output.getAll()).doesNotContain(text).doesNotContain(text.split("\\.")[1]);
        }
    }

    @Test
    void goodTokenInADPoPHeaderIsRefused() {
        assertRefused(send(me().header("Authorization", "DPoP " + issuer.tokenFor("ada"))));
    }

    @Test
    void twoTokensAreRefused() {
        String token = "Bearer " + issuer.tokenFor("ada");

        assertRefused(send(me().header("Authorization", token).header("Authorization", token)));
    }

    @Test
    void expiredTokenIsToldApart() {
        HttpResponse<String> answer = send(bearer(issuer.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(90))))));

        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("has expired");
        assertThat(json.readTree(answer.body()).get("detail").asString()).contains("Log in again");
    }

    @Test
    void goodTokenIsInNoLog(CapturedOutput output) {
        String token = issuer.tokenFor("somebody-with-a-name");

        send(bearer(token));

        assertThat(output.getAll())
                .doesNotContain(token)
                .doesNotContain(token.split("\\.")[1])
                .doesNotContain("somebody-with-a-name");
    }

    @Test
    void whoLogsInIsNamedBesideTheGuestOfTheCookie() {
        String ada = Shopper.loggedIn(issuer.url(), "ada").id().toString();

        assertThat(send(login(issuer.tokenFor("ada")).header("Cookie", session.cookieFor(guest)))
                        .body())
                .isEqualTo(ada + " was " + guest.id());
        assertThat(send(login(issuer.tokenFor("ada"))
                                .header("Cookie", "__Host-shop_session=v2." + guest.id() + ".1.forged"))
                        .body())
                .isEqualTo(ada + " was " + ada);
        assertThat(send(login(issuer.tokenFor("ada"))).body()).isEqualTo(ada + " was " + ada);
    }

    @Test
    void whatNeedsALogInSaysSo() {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/login"))
                .POST(BodyPublishers.noBody())
                .header("Cookie", session.cookieFor(guest)));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(problem(answer).get("code").asString()).isEqualTo("token-missing");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .as("no error: nobody has tried")
                .contains("Bearer");
    }

    @Test
    void knownKeyNeverNeedsTheIssuer() {
        send(bearer(issuer.tokenFor("ada")));
        int before = issuer.reads();

        IntStream.range(0, 20)
                .forEach(i -> assertThat(
                                send(bearer(issuer.tokenFor("ada-" + i))).statusCode())
                        .isEqualTo(200));

        assertThat(issuer.reads()).isEqualTo(before);
    }

    @Test
    void madeUpKeysAreLookedUpOnceInFiveSeconds() {
        int before = issuer.reads();
        Instant begin = Instant.now();

        IntStream.range(0, 20)
                .forEach(i -> assertThat(send(bearer(issuer.tokenOfUnknownKey("unknown-" + i)))
                                .statusCode())
                        .isEqualTo(401));

        long periods = Duration.between(begin, Instant.now()).toSeconds() / 5 + 1;
        assertThat((long) issuer.reads() - before).isLessThanOrEqualTo(periods);
    }

    @Test
    void newKeyOfTheIssuerIsFound() {
        send(bearer(issuer.tokenFor("ada")));

        issuer.changeKey("two");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(send(bearer(issuer.tokenFor("ada"))).statusCode())
                                .isEqualTo(200));
    }

    private void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer error=\"invalid_token\", error_description=\"");
        assertThat(problem(answer).get("code").asString()).isEqualTo("token-invalid");
    }

    private JsonNode problem(HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("type").asString())
                .isEqualTo("/docs/problems.md#" + problem.get("code").asString());
        return problem;
    }

    private HttpRequest.Builder me() {
        return HttpRequest.newBuilder(uri("/me"));
    }

    private HttpRequest.Builder bearer(String token) {
        return me().header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder login(String token) {
        return HttpRequest.newBuilder(uri("/login"))
                .POST(BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    @Configuration
    @EnableAutoConfiguration
    @Import(Endpoints.class)
    static class Api {}

    @RestController
    static class Endpoints {

        @GetMapping("/me")
        String me(Shopper shopper) {
            return shopper.id().toString();
        }

        @PostMapping("/login")
        String login(Login login) {
            return login.shopper().id() + " was " + login.guest().id();
        }
    }
}
