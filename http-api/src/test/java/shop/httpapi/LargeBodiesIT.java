package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Bodies that together would take more memory than there is for them. */
@SpringBootTest(
        classes = StrangerIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.http.body-deadline=30s",
            "shop.http.large-bodies=130KB"
        })
@Timeout(60)
class LargeBodiesIT {

    private static final String HEAD = "PUT /things/a HTTP/1.1\nContent-Type: application/json\nContent-Length: ";
    private static final String BODY = "{\"text\":\"ok\"}";
    private static final String LARGE_BODY = BODY + " ".repeat(60_000 - BODY.length());

    @LocalServerPort
    private int port;

    /** Two of 40 KB that have not come to their end fill it: each takes the next power of two. */
    @Test
    void largeBodyThatFindsNoMemoryIsRefusedAndSmallOnesAreNot() throws Exception {
        String unfinished = (HEAD + 60_000).replace("\n", "\r\n") + "\r\nHost: a\r\n\r\n" + " ".repeat(40_000);
        try (Socket one = open(unfinished);
                Socket another = open(unfinished)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                RawHttp.Answer refused = large();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("temporarily-unavailable");
                assertThat(refused.header("retry-after")).isEqualTo("1");
            });
            assertThat(new RawHttp(port).send(HEAD + BODY.length(), BODY).status())
                    .isEqualTo(200);
            assertThat(one.isConnected() && another.isConnected()).isTrue();
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> large().status() == 200);
    }

    private RawHttp.Answer large() throws Exception {
        return new RawHttp(port).send(HEAD + 60_000, LARGE_BODY);
    }

    private Socket open(String request) throws Exception {
        return new RawHttp(port).open(request);
    }
}
