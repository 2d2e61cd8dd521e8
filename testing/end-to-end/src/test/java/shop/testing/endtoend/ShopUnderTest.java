package shop.testing.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole shop of real processes, driven through the front door that people use: the {@code ./shop} script, in a folder
 * and on ports of its own, so that it runs beside a developer's.
 */
final class ShopUnderTest implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();

    private final Path home;
    private final int port;

    private ShopUnderTest(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /**
     * Starts an empty shop and returns when all of it is healthy.
     *
     * @param folder where it lives, in {@code target}
     * @param port of its edge
     */
    static ShopUnderTest start(String folder, int port) throws IOException {
        Path home = Files.createDirectories(Path.of("target", folder).toAbsolutePath());
        var shop = new ShopUnderTest(home, port);
        shop.run("down");
        Result up = shop.run("up", "--detach", "--fresh");
        assertThat(up.exitCode()).as(up.output()).isZero();
        return shop;
    }

    URI edge() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Runs one verb of {@code ./shop} to its end. */
    Result run(String... arguments) throws IOException {
        Process process = begin(arguments);
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError("./shop " + String.join(" ", arguments) + " does not end\n" + output);
            }
            return new Result(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Begins a verb that goes on while the test does something else. */
    Process begin(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(PROJECT.resolve("shop").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("SHOP_HOME", home.toString(), "SHOP_PORT", String.valueOf(port), "SHOP_BUILD", "never"));
        return builder.start();
    }

    /** A component as {@code ./shop status --json} shows it. */
    JsonNode component(String name) throws IOException {
        Result status = run("status", "--json");
        for (JsonNode component : JSON.readTree(status.json()).get("components")) {
            if (component.get("component").asString().equals(name)) {
                return component;
            }
        }
        throw new AssertionError("No component " + name + " in " + status.output());
    }

    /** Ends a component as a crash would: no signal it could answer. */
    void kill(String name) throws IOException {
        long pid = component(name).get("pid").asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    boolean allHealthy() throws IOException {
        for (JsonNode component : JSON.readTree(run("status", "--json").json()).get("components")) {
            if (!component.get("state").asString().equals("healthy")) {
                return false;
            }
        }
        return true;
    }

    int kafkaPort() {
        return port - 8080 + 19092;
    }

    int postgresPort() {
        return port - 8080 + 15432;
    }

    /** How many order lists and details the replica has answered, as the order service's metric says it. */
    double readsFromReplica() throws IOException {
        URI metric = URI.create("http://127.0.0.1:" + (port - 8080 + 18094)
                + "/actuator/metrics/shop.replica.reads?tag=source:replica");
        try (var in = metric.toURL().openStream()) {
            return JSON.readTree(in).get("measurements").get(0).get("value").asDouble();
        } catch (java.io.FileNotFoundException e) {
            // Not one yet.
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        Result down = run("down");
        assertThat(down.exitCode()).as(down.output()).isZero();
    }

    /** What a verb said, and the code it ended with. */
    record Result(int exitCode, String output) {

        /** The JSON document in the output. */
        String json() {
            return output.substring(output.indexOf('{'));
        }
    }
}
