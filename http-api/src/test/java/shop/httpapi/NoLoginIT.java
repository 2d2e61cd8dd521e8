package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requirement: a shop without an issuer tells whoever sends a token that there is no log-in, and does not call them guests. */
@SpringBootTest(
        classes = LoginIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.http.session-key=a-session-key-for-tests-only-32-chars", "shop.login.issuer="})
class NoLoginIT {

    private static final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void tokenIsRefusedAndNotIgnored() throws Exception {
        for (String path : new String[] {"/me", "/login"}) {
            HttpResponse<String> answer = send(path, "Bearer eyJhbGciOiJub25lIn0.e30.");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).contains("\"code\":\"login-not-offered\"");
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Bearer error=\"invalid_token\"");
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void guestsAreServed() throws Exception {
        assertThat(send("/me", "Basic YTpi").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String path, String authorization) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(path.equals("/login") ? "POST" : "GET", BodyPublishers.noBody())
                        .header("Authorization", authorization)
                        .build(),
                BodyHandlers.ofString());
    }
}
