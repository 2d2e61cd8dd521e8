package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.build.localservers.ServiceDatabase;
import shop.tools.stack.Ports;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** One service of the shop, run from its built jar with the settings that a deployment would give it. */
final class ServicePart implements Part {

    /** The first stop of a new build, or a training's, takes longer: the JVM writes down what it has learnt. */
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
        String jar = java.extracted(service).toString();
        List<String> command = new ArrayList<>();
        command.add(JavaPrograms.java());
        command.addAll(java.options(name(), "384m", jar));
        command.addAll(List.of("-jar", jar));
        try {
            Files.createDirectories(home.logs());
            var builder = new ProcessBuilder(command)
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(home.log(name()).toFile()));
            builder.environment().putAll(settings());
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

    private Map<String, String> settings() {
        var database = new ServiceDatabase(service.id());
        var settings = new HashMap<>(Map.ofEntries(
                Map.entry("SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("SERVER_PORT", String.valueOf(port())),
                Map.entry("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("MANAGEMENT_SERVER_PORT", String.valueOf(ports.management(service))),
                Map.entry(
                        "SPRING_DATASOURCE_URL",
                        "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + service.id()),
                Map.entry("SPRING_DATASOURCE_USERNAME", database.app()),
                Map.entry("SPRING_DATASOURCE_PASSWORD", secrets.password()),
                Map.entry("SPRING_FLYWAY_USER", database.owner()),
                Map.entry("SPRING_FLYWAY_PASSWORD", secrets.password()),
                Map.entry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka()),
                Map.entry("SHOP_RELAY_USERNAME", database.relay()),
                Map.entry("SHOP_RELAY_PASSWORD", secrets.password()),
                Map.entry("SHOP_HTTP_SESSION_KEY", secrets.sessionKey()),
                Map.entry("SHOP_HTTP_SECURE_COOKIE", "false"),
                Map.entry("SHOP_CART_URL", "http://127.0.0.1:" + ports.api(Service.CART)),
                Map.entry("SHOP_INVENTORY_URL", "http://127.0.0.1:" + ports.api(Service.INVENTORY))));
        if (service == Service.ORDER) {
            settings.put(
                    "SHOP_ORDER_REPLICA_URL", "jdbc:postgresql://127.0.0.1:" + ports.replica() + "/" + service.id());
        }
        return settings;
    }
}
