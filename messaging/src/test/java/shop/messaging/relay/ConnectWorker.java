package shop.messaging.relay;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.cli.ConnectDistributed;
import shop.build.localservers.FreePorts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A distributed Kafka Connect worker as a process of its own, to be killed. It stores offsets in Kafka, once a second. A worker
 * that is started after it with the same id goes on with its connectors.
 */
final class ConnectWorker implements AutoCloseable {

    /** The libraries of a worker, with Debezium's connector: the module {@code connect} writes it. */
    private static final Path CLASS_PATH = Path.of("../connect/target/worker-class-path");

    private static final JsonMapper json = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private ConnectWorker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param id names the group of workers and the topics that they keep connectors and offsets in */
    static ConnectWorker start(String id, String bootstrapServers, Path folder) {
        try {
            int port = FreePorts.next();
            Path settings = Files.createTempFile(folder, "worker", ".properties");
            try (var out = Files.newBufferedWriter(settings)) {
                settings(id, bootstrapServers, port).store(out, null);
            }
            return new ConnectWorker(
                    new ProcessBuilder(List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx256m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                    "-cp",
                                    Path.of("../connect/target/classes").toAbsolutePath()
                                            + File.pathSeparator
                                            + Files.readString(CLASS_PATH),
                                    ConnectDistributed.class.getName(),
                                    settings.toString()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                    folder.resolve("worker.log").toFile()))
                            .start(),
                    port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties settings(String id, String bootstrapServers, int port) {
        var settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("bootstrap.servers", bootstrapServers),
                Map.entry("listeners", "http://127.0.0.1:" + port),
                Map.entry("group.id", id),
                Map.entry("config.storage.topic", id + "-configs"),
                Map.entry("offset.storage.topic", id + "-offsets"),
                Map.entry("offset.storage.partitions", "1"),
                Map.entry("status.storage.topic", id + "-status"),
                Map.entry("status.storage.partitions", "1"),
                Map.entry("offset.flush.interval.ms", "1000"),
                Map.entry("session.timeout.ms", "6000"),
                Map.entry("heartbeat.interval.ms", "1500"),
                Map.entry("scheduled.rebalance.max.delay.ms", "0"),
                Map.entry("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
                Map.entry("value.converter", "org.apache.kafka.connect.storage.StringConverter"),
                Map.entry("plugin.discovery", "service_load")));
        for (String topic : List.of("config", "offset", "status")) {
            settings.put(topic + ".storage.replication.factor", "1");
        }
        return settings;
    }

    /** @return whether it answers and took the connector */
    boolean run(String connector, Map<String, String> config) {
        return answers(put("/connectors/" + connector + "/config", json.writeValueAsString(config)));
    }

    /** The connector lets go of its slot and keeps its offsets. */
    boolean stop(String connector) {
        return answers(put("/connectors/" + connector + "/stop", ""));
    }

    /** Refused while the connector is not stopped. */
    boolean deleteOffsets(String connector) {
        return answers(delete("/connectors/" + connector + "/offsets"));
    }

    boolean deleteConnector(String connector) {
        return answers(delete("/connectors/" + connector));
    }

    /** As {@code GET /connectors/{name}/status} says; FAILED with its trace. UNKNOWN while the worker does not answer. */
    String state(String connector) {
        JsonNode status = get("/connectors/" + connector + "/status");
        JsonNode task = status.path("tasks").path(0);
        return task.isMissingNode()
                ? status.path("connector").path("state").asString("UNKNOWN")
                : task.path("state").asString("UNKNOWN") + task.path("trace").asString("");
    }

    /** Where it would go on after a start, as a position in the log; 0 if there is none. */
    long storedOffset(String connector) {
        return get("/connectors/" + connector + "/offsets")
                .path("offsets")
                .path(0)
                .path("offset")
                .path("lsn")
                .asLong(0);
    }

    /** SIGKILL: the process cannot react. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private JsonNode get(String path) {
        HttpResponse<String> response = exchange(request(path).GET());
        return response == null || response.statusCode() != 200
                ? json.createObjectNode()
                : json.readTree(response.body());
    }

    private HttpResponse<String> put(String path, String body) {
        return exchange(request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String path) {
        return exchange(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** @return null while nothing answers there */
    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException _) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(HttpResponse<String> response) {
        return response != null && response.statusCode() / 100 == 2;
    }
}
