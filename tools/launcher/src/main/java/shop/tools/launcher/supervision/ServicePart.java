package shop.tools.launcher.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import shop.tools.stack.Ports;
import shop.tools.stack.Service;
import shop.tools.stack.StackPorts;

/** One service of the shop, run as it is built with the settings that a deployment would give it. */
final class ServicePart implements Part {

    /** The first stop of a new build takes longer: the JVM writes its class archive. */
    private static final Duration GRACE = Duration.ofSeconds(120);

    private final Service service;
    private final StackPorts ports;
    private final Secrets secrets;
    private final ServiceRunner runner;
    private final HttpClient http;

    ServicePart(Service service, StackPorts ports, Secrets secrets, ServiceRunner runner, HttpClient http) {
        this.service = service;
        this.ports = ports;
        this.secrets = secrets;
        this.runner = runner;
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
        return runner.start(service, ServiceSettings.of(service, ports, secrets));
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
    public Duration grace() {
        return GRACE;
    }
}
