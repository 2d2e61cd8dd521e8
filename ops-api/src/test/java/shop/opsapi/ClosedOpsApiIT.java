package shop.opsapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.opsapi.sample.SampleService;
import shop.testing.servers.Infrastructure;

/** Without settings the operators' API is closed. */
@SpringBootTest(
        classes = SampleService.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "shop.database.name=ops_api",
            "spring.flyway.locations=classpath:db/ops",
            "shop.ops.token="
        })
@ExtendWith(OutputCaptureExtension.class)
class ClosedOpsApiIT {

    @LocalManagementPort
    private int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("ops_api", registry::add);
    }

    @Test
    void nobodyGetsInAndTheLogSaysHowToOpenIt(CapturedOutput output) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            for (String token : new String[] {"", "any", "eyJhbGciOiJub25lIn0.e30."}) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/api/v1/me"));
                if (!token.isEmpty()) {
                    request.header("Authorization", "Bearer " + token);
                }
                var answer = http.send(request.build(), BodyHandlers.ofString());

                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).contains("\"code\":\"token-missing\"");
            }
        }
        assertThat(output).containsOnlyOnce("set shop.ops.issuer and shop.ops.audience");
    }
}
