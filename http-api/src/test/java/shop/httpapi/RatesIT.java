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
            "shop.http.rate.sessions-per-minute=1",
            "shop.http.rate.sessions-at-once=100"
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
    void otherServicesAreNotCounted() throws Exception {
        String cookie = "\nCookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));
        for (int i = 0; i < 150; i++) {
            assertThat(send("POST", cookie).status()).isEqualTo(200);
        }
    }

    /** At the latest after as many as fit at once and as many again that came back meanwhile. */
    private RawHttp.Answer firstRefused(String method, String headers) throws Exception {
        RawHttp.Answer answer = send(method, headers);
        for (int i = 0; i < 200 && answer.status() == 200; i++) {
            answer = send(method, headers);
        }
        return answer;
    }

    private static String from(String address) {
        return "\nX-Forwarded-Proto: https\nX-Forwarded-For: " + address;
    }

    private RawHttp.Answer send(String method, String headers) throws Exception {
        return new RawHttp(port).send(method + " /mine HTTP/1.1" + headers, "");
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
    }
}
