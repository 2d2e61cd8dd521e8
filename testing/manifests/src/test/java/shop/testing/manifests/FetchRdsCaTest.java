package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/foundation/fetch-rds-ca} in a copy of its folder, from a server on this machine. It takes roots of RDS and nothing else. */
class FetchRdsCaTest {

    private static final Path FOUNDATION = Path.of("../../k8s/foundation");
    private static final String END = "-----END CERTIFICATE-----\n";

    @TempDir
    private Path folder;

    private HttpServer server;
    private String roots;
    private String served;

    @BeforeEach
    void serve() throws IOException {
        Files.copy(FOUNDATION.resolve("fetch-rds-ca"), folder.resolve("fetch-rds-ca"));
        Files.copy(FOUNDATION.resolve("ca.pem"), folder.resolve("ca.pem"));
        roots = Files.readString(FOUNDATION.resolve("ca.pem"));
        served = roots;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/eu-central-1/eu-central-1-bundle.pem", exchange -> {
            byte[] body = served.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void rootsOfTheRegionAreTakenAndNamedWithTheirFingerprints() throws Exception {
        Files.writeString(folder.resolve("ca.pem"), first(roots));

        Outcome outcome = fetch();

        assertThat(outcome.code()).as(outcome.text()).isZero();
        assertThat(folder.resolve("ca.pem")).hasContent(roots);
        assertThat(outcome.text().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("([0-9A-F]{2}:){31}[0-9A-F]{2}  ?Amazon RDS eu-central-1 Root CA .+"));
    }

    @Test
    void pageOfALogInIsRefused() throws Exception {
        served = "<html>Who are you?</html>";
        refused("holds no certificate");
    }

    @Test
    void certificateThatCameInHalfIsRefused() throws Exception {
        served = roots.substring(0, roots.length() - END.length() - 200);
        refused("broken certificate");
    }

    @Test
    void rootOfSomebodyElseIsRefused() throws Exception {
        served = roots + selfSigned("/CN=Somebody");
        refused("\"Somebody\" is no root of RDS in eu-central-1");
    }

    @Test
    void rootOfAnotherRegionIsRefused() throws Exception {
        served = selfSigned("/CN=Amazon RDS eu-west-1 Root CA RSA2048 G1");
        refused("is no root of RDS in eu-central-1");
    }

    /** What it must not do: end the connections to a database whose certificate is still of the old one. */
    @Test
    void missingAuthorityGoesOnlyWhenAskedTo() throws Exception {
        served = first(roots);
        refused("missing now is");

        assertThat(fetch("--drop").code()).isZero();
        assertThat(folder.resolve("ca.pem")).hasContent(served);
    }

    @Test
    void regionThatDoesNotExistIsRefused() throws Exception {
        assertThat(fetch("eu-nowhere-1").text()).contains("cannot be had");
        assertThat(folder.resolve("ca.pem")).hasContent(roots);
    }

    private void refused(String reason) throws Exception {
        Outcome outcome = fetch();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.text()).contains("Nothing is changed").contains(reason);
        assertThat(folder.resolve("ca.pem")).hasContent(roots);
    }

    private static String first(String bundle) {
        return bundle.substring(0, bundle.indexOf(END) + END.length());
    }

    private String selfSigned(String subject) throws Exception {
        Path root = folder.resolve("root");
        run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                subject,
                "-keyout",
                folder.resolve("key").toString(),
                "-out",
                root.toString()));
        return Files.readString(root);
    }

    private Outcome fetch(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(folder.resolve("fetch-rds-ca").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put("RDS_TRUSTSTORE", "http://127.0.0.1:" + server.getAddress().getPort());
        builder.environment().put("NO_PROXY", "127.0.0.1");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(log));
    }

    private record Outcome(int code, String text) {}
}
