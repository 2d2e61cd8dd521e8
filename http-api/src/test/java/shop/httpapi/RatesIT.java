package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shoppers and addresses that ask too often, as if from outside. */
@SpringBootTest(
        classes = RatesIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.http.rate.changes-per-minute=1",
            "shop.http.rate.changes-at-once=100",
            "shop.http.rate.streams-per-minute=1",
            "shop.http.rate.streams-at-once=50",
            "shop.http.rate.refusals-per-minute=1",
            "shop.http.rate.refusals-at-once=20",
            "shop.http.rate.address-per-minute=1",
            "shop.http.rate.address-at-once=100"
        })
@Timeout(60)
class RatesIT {

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @Test
    void shopperWhoChangesTooOftenIsToldWhenToComeAgain() throws Exception {
        String one = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));
        String another = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));

        RawHttp.Answer refused = firstRefused("POST", one + from("192.0.2.1"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 61);
        assertThat(refused.body()).contains("/docs/problems.md#too-many-requests");
        assertThat(send("GET", one + from("192.0.2.1")).status()).isEqualTo(200);
        assertThat(send("POST", another + from("192.0.2.1")).status()).isEqualTo(200);
    }

    @Test
    void addressThatBeginsTooManySessionsIsRefusedAndNoOther() throws Exception {
        assertThat(firstRefused("GET", from("203.0.113.1, 192.0.2.2")).status()).isEqualTo(429);
        assertThat(send("GET", from("203.0.113.2, 192.0.2.2")).status()).isEqualTo(429);
        assertThat(send("GET", from("192.0.2.2, 192.0.2.3")).status()).isEqualTo(200);
    }

    @Test
    void shopperWhoOpensStreamsTooOftenIsTold() throws Exception {
        String one = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID())) + from("192.0.2.4");

        RawHttp.Answer refused = firstRefused("GET", "/stream", one);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 61);
        assertThat(refused.body()).contains("/docs/problems.md#too-many-requests");
        assertThat(send("GET", one).status()).as("what is no stream").isEqualTo(200);
        String another = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID())) + from("192.0.2.4");
        assertThat(send("GET", "/stream", another).status()).isEqualTo(200);
    }

    @Test
    void addressThatOpensStreamsTooOftenIsToldWhoeverTheShoppersAre() throws Exception {
        RawHttp.Answer answer = null;
        for (int i = 0; i < 201 && (answer == null || answer.status() == 200); i++) {
            answer = send(
                    "GET",
                    "/stream",
                    "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID())) + from("192.0.2.5"));
        }

        assertThat(answer.status()).isEqualTo(429);
    }

    @Test
    void addressThatIsRefusedTooOftenIsRefusedWhateverItAsksFor() throws Exception {
        for (int i = 0; i < 201; i++) {
            send("GET", "//", from("192.0.2.6"));
        }

        RawHttp.Answer refused = send("GET", from("192.0.2.6"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 61);
        assertThat(send("GET", from("192.0.2.7")).status()).isEqualTo(200);
    }

    @Test
    void shopperWhoIsRefusedTooOftenIsRefusedAtEveryAddress() throws Exception {
        String one = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));
        for (int i = 0; i < 41; i++) {
            send("GET", "/mine/refused", one + from("192.0.2.8"));
        }

        assertThat(send("GET", one + from("192.0.2.9")).status()).isEqualTo(429);
        String another = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));
        assertThat(send("GET", another + from("192.0.2.8")).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotThereYetIsNoRefusalThatCounts() throws Exception {
        for (int i = 0; i < 201; i++) {
            assertThat(send("GET", "/nothing", from("192.0.2.10")).status()).isEqualTo(404);
        }

        assertThat(send("GET", from("192.0.2.10")).status()).isEqualTo(200);
    }

    @Test
    void otherServicesAreNotCounted() throws Exception {
        String cookie = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));
        for (int i = 0; i < 150; i++) {
            assertThat(send("POST", cookie).status()).isEqualTo(200);
        }
    }

    /** At the latest after as many as fit at once and as many again that came back meanwhile. */
    private RawHttp.Answer firstRefused(String method, String headers) throws Exception {
        return firstRefused(method, "/mine", headers);
    }

    private RawHttp.Answer firstRefused(String method, String path, String headers) throws Exception {
        RawHttp.Answer answer = send(method, path, headers);
        for (int i = 0; i < 200 && answer.status() == 200; i++) {
            answer = send(method, path, headers);
        }
        return answer;
    }

    private static String from(String address) {
        return "\nX-Forwarded-Proto: https\nX-Forwarded-For: " + address;
    }

    private RawHttp.Answer send(String method, String headers) throws Exception {
        return send(method, "/mine", headers);
    }

    private RawHttp.Answer send(String method, String path, String headers) throws Exception {
        return new RawHttp(port).send(method + " " + path + " HTTP/1.1" + headers, "");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Api {}

    @RestController
    static class Controller {

        @RequestMapping("/mine")
        String mine(Shopper shopper) {
            return shopper.id().toString();
        }

        @GetMapping("/mine/refused")
        String refused(Shopper shopper) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST, "bad-request", "Bad request", shopper.id() + " asks for nonsense.");
        }

        @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        String stream(Shopper shopper) {
            return "data: " + shopper.id() + "\n\n";
        }
    }
}
