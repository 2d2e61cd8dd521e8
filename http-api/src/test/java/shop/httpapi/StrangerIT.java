package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What comes from those who follow no rule: every refusal is a problem document, and none is the shop's own fault. */
@SpringBootTest(
        classes = StrangerIT.Api.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.http.session-key=a-session-key-for-tests-only-32-chars",
            "shop.http.body-deadline=1s",
            "shop.http.limit.lowest=2",
            "shop.http.limit.highest=2"
        })
@Timeout(60)
class StrangerIT {

    private static final String JSON = "\nContent-Type: application/json";

    @LocalServerPort
    private int port;

    @Autowired
    private JsonMapper json;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/things?name=%ff",
                "/things?name=%ed%a0%bd",
                "/things?name=%",
                "/things?name=%4",
                "/things?name=%zz",
                "/things?name=%00",
                "/things?%ff=1",
                "/things/%",
                "/things/%4",
                "/things/%ff",
                "/things/%00",
                "/things/a%0ab",
                "/things/a%2fb",
                "/things/a%2Fb",
                "/things/a%5cb",
                "/things/a\\b",
                "/things/..",
                "/things/.",
                "/things/%2e%2E",
                "/things/%2e",
                "/things/.%2e/x",
                "/things/a/../b",
                "/things//a",
                "//things",
                "/things/a;b=c",
                "/things/a;",
                "/;/things",
                "things",
                "/things/<a>",
                "/things/\u00e4",
                "*"
            })
    void addressThatCanBeReadInTwoWaysIsRefused(String target) throws Exception {
        assertProblem(raw().send("DELETE " + target + " HTTP/1.1", ""), 400, "bad-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "text/plain",
                "application/json;charset=nonsense",
                "application/json;charset=\"",
                "application/json;charset=utf-16",
                "application/json, application/json",
                "application/jsonp",
                "a",
                "/",
                "*/*",
                "",
                ";"
            })
    void bodyThatIsNotJsonIsRefused(String contentType) throws Exception {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            String head = method + " /things/a HTTP/1.1\nContent-Length: 13\nContent-Type: " + contentType;
            assertProblem(raw().send(head, "{\"text\":\"ok\"}"), 415, "unsupported-media-type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\""
            })
    void jsonIsRead(String contentType) throws Exception {
        String head = "PUT /things/a HTTP/1.1\nContent-Length: 13\nContent-Type: " + contentType;
        assertThat(raw().send(head, "{\"text\":\"ok\"}").status()).isEqualTo(200);
    }

    static Stream<String> brokenBodies() {
        return Stream.of(
                "{\"text\":\"\\ud83d\"}",
                "{\"text\":\"\\ude00\\ud83d\"}",
                "{\"text\":\"\\u00\"}",
                "{\"text\":\"\\",
                "{\"\\ud83d\":1}",
                "{\"text\":\"\u00ed\u00a0\u00bd\"}",
                "{\"text\":\"\u00ff\"}",
                "{\"" + "x".repeat(60_000) + "\":1}",
                "{\"text\":\"ok\",\"count\":1e999999999}",
                "{\"text\":\"ok\",\"count\":" + "9".repeat(60_000) + "}",
                "[".repeat(60_000),
                "{\"text\":".repeat(8_000),
                "null",
                "\u00fe\u00ff\0{");
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void bodyThatCannotBeReadIsRefused(String body) throws Exception {
        String head = "PUT /things/a HTTP/1.1" + JSON + "\nContent-Length: " + body.length();
        RawHttp.Answer answer = raw().send(head, body);
        assertProblem(answer, 400, "malformed-body");
        assertThat(answer.body()).hasSizeLessThan(1000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    GET /things?name=a HTTP/1.1\\nAccept: nonsense                        | 406 | not-acceptable
                    GET /things?name=a HTTP/1.1\\nAccept: ;;                              | 406 | not-acceptable
                    GET /things?name=a HTTP/1.1\\nAccept: image/png                       | 406 | not-acceptable
                    FOO /things/a HTTP/1.1                                                | 405 | method-not-allowed
                    TRACE /things/a HTTP/1.1                                              | 405 | method-not-allowed
                    CONNECT shop.example:443 HTTP/1.1                                     | 501 | bad-request
                    GET /things?name=a HTTP/3.7                                           | 505 | bad-request
                    GET /things?name=a HTTP/1.1\\nHost: another.example                   | 400 | bad-request
                    GET /things?name=a HTTP/1.1\\nTransfer-Encoding: nonsense             | 501 | bad-request
                    GET /things?name=a HTTP/1.1\\nContent-Length: abc                     | 400 | bad-request
                    GET /things?name=a HTTP/1.1\\nContent-Length: -1                      | 400 | bad-request
                    GET /things?name=a HTTP/1.1\\nContent-Length: 1\\nContent-Length: 2   | 400 | bad-request
                    GET /things?name=a HTTP/1.1\\nno colon                                | 400 | bad-request
                    nonsense                                                              | 400 | bad-request
                    GET /nowhere HTTP/1.1                                                 | 404 | not-found
                    GET /error HTTP/1.1                                                   | 404 | not-found
                    GET /things/a HTTP/1.1\\nAccept: text/html                            | 405 | method-not-allowed
                    PUT /things/a HTTP/1.1\\nExpect: the-unexpected                       | 417 | bad-request
                    """)
    void requestThatNoApiSpeaksIsRefused(String head, int status, String code) throws Exception {
        assertProblem(raw().send(head.strip().replace("\\n", "\n"), ""), status, code);
    }

    @Test
    void refusalsOfTheServerItselfAreProblemDocuments() throws Exception {
        String head = "GET /things?name=a HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n";
        assertProblem(raw().sendBytes(head + "X: " + "x".repeat(20_000) + "\r\n\r\n"), 400, "bad-request");
        assertProblem(raw().sendBytes(head + "X: y\r\n".repeat(1000) + "\r\n"), 400, "bad-request");
        assertProblem(raw().sendBytes("GET /things?name=a HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, "bad-request");
        assertProblem(raw().sendBytes("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n\r\n"), 400, "bad-request");
        assertProblem(raw().sendBytes("\0\1\2\3 / HTTP/1.1\r\n\r\n"), 400, "bad-request");
        assertProblem(raw().send("GET /things?" + "a&".repeat(3000) + " HTTP/1.1", ""), 400, "bad-request");
        assertProblem(
                raw().send("PUT /things/a HTTP/1.1" + JSON + "\nTransfer-Encoding: chunked", "zz\r\n"),
                400,
                "bad-request");
    }

    /** Sixteen megabytes, of which not one is taken in. */
    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "POST"})
    void formIsNotReadBeforeTheLimits(String method) throws Exception {
        String head = method + " /things/a HTTP/1.1\nContent-Length: 16000000";
        assertProblem(
                raw().send(head + "\nContent-Type: application/x-www-form-urlencoded", "a=b"),
                415,
                "unsupported-media-type");
        assertProblem(raw().send(head + JSON, "{"), 413, "body-too-large");
    }

    @Test
    void bodyThatDoesNotComeIsGivenUp() throws Exception {
        String head = "PUT /things/a HTTP/1.1" + JSON;
        assertProblem(raw().send(head + "\nContent-Length: 13", "{"), 408, "body-too-slow");
        assertProblem(raw().send(head + "\nTransfer-Encoding: chunked", "1\r\n{\r\n"), 408, "body-too-slow");
    }

    @Test
    void bodyThatDripsIsGivenUp() throws Exception {
        String head =
                "PUT /things/a HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\nContent-Type: application/json\r\n\r\n";
        try (Socket socket = raw().open(head)) {
            Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 60_000; i++) {
                        socket.getOutputStream().write(' ');
                        Thread.sleep(50);
                    }
                } catch (IOException | InterruptedException _) {
                    // The server has given up, which is what the test wants.
                }
            });
            byte[] begin = socket.getInputStream().readNBytes(12);
            assertThat(new String(begin, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
        }
    }

    /** There are two places and no other; all these bodies together hold none of them. */
    @Test
    void bodiesThatWaitHoldNoPlace() throws Exception {
        var slow = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 256; i++) {
                slow.add(raw().open("PUT /things/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 13\r\n"
                        + "Content-Type: application/json\r\nX-Forwarded-Proto: https\r\n\r\n{"));
                if (i % 16 == 0) {
                    String head = "GET /things?name=a HTTP/1.1\nX-Forwarded-Proto: https";
                    assertThat(raw().send(head, "").status()).isEqualTo(200);
                }
            }
            for (Socket socket : slow) {
                assertProblem(RawHttp.answer(socket), 408, "body-too-slow");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private RawHttp raw() {
        return new RawHttp(port);
    }

    private void assertProblem(RawHttp.Answer answer, int status, String code) throws IOException {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/problem+json");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        JsonNode problem = json.readTree(answer.body()
                .substring(answer.body().indexOf('{'), answer.body().lastIndexOf('}') + 1));
        assertThat(problem.get("code").asString()).as(answer.body()).isEqualTo(code);
        assertThat(problem.get("type").asString()).isEqualTo("/docs/problems.md#" + code);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(Files.readString(Path.of("../docs/problems.md"))).contains("\n## " + code + "\n");
        assertThat(answer.body()).doesNotContain("Exception", "java.", "org.", "Tomcat", "\tat ", "127.0.0.1");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Api {}

    @RestController
    static class Controller {

        record Thing(
                @NotNull @Size(max = 10) String text,
                @Nullable Long count) {}

        @GetMapping("/things")
        List<String> named(@RequestParam(required = false) @Nullable String name) {
            return name == null ? List.of() : List.of(name);
        }

        @PutMapping("/things/{name}")
        Thing put(@PathVariable String name, @Valid @RequestBody Thing thing) {
            return thing;
        }

        @PostMapping("/things/{name}")
        String act(@PathVariable String name) {
            return name;
        }

        @DeleteMapping("/things/{name}")
        String remove(@PathVariable String name) {
            return name;
        }

        @DeleteMapping("/things")
        String removeAll() {
            return "all";
        }
    }
}
