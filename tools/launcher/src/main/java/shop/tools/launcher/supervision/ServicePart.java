package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import shop.tools.stack.Ports;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** One service of the shop, run from its built jar with the settings that a deployment would give it. */
final class ServicePart implements Part {

    /** The first stop of a new build, or a training's, takes longer: the JVM writes its startup cache. */
    private static final Duration GRACE = Duration.ofSeconds(120);

    private final Service service;
    private final StackHome home;
    private final StackPorts ports;
    private final Secrets secrets;
    private final JavaPrograms java;
    private final HttpClient http;

    ServicePart(
            Service service, StackHome home, StackPorts ports, Secrets secrets, JavaPrograms java, HttpClient http) {
        this.service = service;
        this.home = home;
        this.ports = ports;
        this.secrets = secrets;
        this.java = java;
        this.http = http;
    }

    @Override
    public String name() {
        return service.id();
    }

    @Override
    public int port() {
        return ports.api(service);
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public Process launch() {
        try {
            Files.createDirectories(home.logs());
            var builder = new ProcessBuilder(java.command(name(), "384m", java.service(service)))
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(home.log(name()).toFile()));
            builder.environment().putAll(ServiceSettings.of(service, ports, secrets));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("it could not be started: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean ready() {
        if (!Ports.listening(port())) {
            return false;
        }
        var request = HttpRequest.newBuilder(URI.create(url() + "/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
