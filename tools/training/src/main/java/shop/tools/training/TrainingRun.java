package shop.tools.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.ServiceDatabase;
import shop.tools.stack.RefusedException;
import shop.tools.stack.Service;

/**
 * One service, started with the options of its container, asked a few questions and stopped in order; its JVM then writes
 * the cache. What a shopper waits for after a start is part of it: the first request, the first query, the first poll.
 */
final class TrainingRun {

    static final String CACHE = "app.aot";

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(180);

    private final Service service;
    private final ServiceDatabase database;
    private final Path folder;
    private final List<Path> jvmOptions;
    private final LocalPostgres postgres;
    private final LocalKafka kafka;
    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();

    TrainingRun(
            Service service,
            ServiceDatabase database,
            Path folder,
            List<Path> jvmOptions,
            LocalPostgres postgres,
            LocalKafka kafka) {
        this.service = service;
        this.database = database;
        this.folder = folder;
        this.jvmOptions = jvmOptions;
        this.postgres = postgres;
        this.kafka = kafka;
    }

    /** @throws RefusedException if the service does not start or the cache is not written; the service's log was printed */
    void make() throws IOException, InterruptedException {
        Process process = start();
        try {
            awaitReady(process);
            ask("/" + service.id() + "/api/v1/openapi.yaml");
            ask(firstQuestion());
            process.destroy();
            if (!process.waitFor(WRITE_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    || !Files.isRegularFile(folder.resolve(CACHE))) {
                throw new RefusedException(
                        service.module() + " ended without writing " + CACHE + "; its log is above.");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** In its own folder, as in the container: the cache remembers the paths it was made with. */
    private Process start() throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        jvmOptions.forEach(file -> command.add("@" + file.toAbsolutePath()));
        // Otherwise the cache would hold profiles of a start, which say little about requests.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("-XX:AOTCacheOutput=" + CACHE, "-jar", "app.jar"));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        builder.environment().putAll(settings());
        return builder.start();
    }

    private Map<String, String> settings() {
        var settings = new HashMap<>(Map.ofEntries(
                Map.entry("SERVER_PORT", String.valueOf(port)),
                Map.entry("MANAGEMENT_SERVER_PORT", String.valueOf(FreePorts.next())),
                Map.entry("SPRING_DATASOURCE_URL", postgres.url(database.name())),
                Map.entry("SPRING_DATASOURCE_PASSWORD", postgres.password()),
                Map.entry("SPRING_FLYWAY_PASSWORD", postgres.password()),
                Map.entry("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
                Map.entry("SHOP_HTTP_SESSION_KEY", "a key for the time of the training run")));
        if (database.relayed()) {
            settings.put("SHOP_RELAY_PASSWORD", postgres.password());
        }
        return settings;
    }

    private void awaitReady(Process process) throws InterruptedException {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (ask("/readyz") != 200) {
            if (!process.isAlive() || Instant.now().isAfter(limit)) {
                throw new RefusedException(service.module() + " did not start; its log is above.");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    private String firstQuestion() {
        return switch (service) {
            case INVENTORY -> "/inventory/api/v1/products";
            case CART -> "/cart/api/v1/items";
            case CHECKOUT -> "/checkout/api/v1/checkouts";
            case ORDER -> "/order/api/v1/orders";
        };
    }

    private int ask(String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
