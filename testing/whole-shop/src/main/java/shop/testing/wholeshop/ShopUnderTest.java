package shop.testing.wholeshop;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import shop.tools.stack.RunningStack;
import shop.tools.stack.StackHome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole shop of real processes, driven through the front door that people use: the {@code ./shop} script, in a folder
 * and on ports of its own, so that it runs beside a developer's.
 */
public final class ShopUnderTest implements AutoCloseable {

    public static final JsonMapper JSON = new JsonMapper();

    /** In the order of their ports. */
    private static final List<String> SERVICES = List.of("inventory", "cart", "checkout", "order");

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
     * @param folder its folder below {@code target}
     * @param port of its front door; the others follow from it
     * @param options of {@code ./shop up}
     */
    public static ShopUnderTest start(String folder, int port, String... options) throws IOException {
        ShopUnderTest shop = in(folder, port);
        shop.start(options);
        return shop;
    }

    /** A shop that is not started yet. It can be closed at any time, also while it is started. */
    public static ShopUnderTest in(String folder, int port) throws IOException {
        return new ShopUnderTest(
                Files.createDirectories(Path.of("target", folder).toAbsolutePath()), port);
    }

    /** Starts it empty and returns when all of it is healthy. */
    public void start(String... options) throws IOException {
        run("down");
        var up = new ArrayList<>(List.of("up", "--detach", "--fresh"));
        up.addAll(List.of(options));
        mustHaveWorked(run(up.toArray(String[]::new)));
    }

    public Path home() {
        return home;
    }

    public URI edge() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** What runs now, to be asked without a verb. */
    public RunningStack stack() {
        return RunningStack.find(new StackHome(PROJECT, home));
    }

    /** Runs one verb of {@code ./shop} to its end. */
    public Result run(String... arguments) throws IOException {
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
    public Process begin(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(PROJECT.resolve("shop").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("SHOP_HOME", home.toString(), "SHOP_PORT", String.valueOf(port), "SHOP_BUILD", "never"));
        return builder.start();
    }

    /** What {@code ./shop ops} answers to an operator's command, which has to succeed. */
    public JsonNode ops(String... arguments) throws IOException {
        var verb = new ArrayList<>(List.of("ops"));
        verb.addAll(List.of(arguments));
        verb.add("--json");
        Result result = run(verb.toArray(String[]::new));
        mustHaveWorked(result);
        return JSON.readTree(result.json());
    }

    /**
     * Plans a redrive of all that failed with an error whose name contains one of these words, as an operator does.
     *
     * @param options more of {@code ./shop ops redrive}
     * @return the plans, as {@code ./shop ops redrive run} takes them; empty if nothing of the kind waits
     */
    public List<String> plansFor(List<String> errors, String reason, String... options) throws IOException {
        var plans = new ArrayList<String>();
        for (JsonNode service : ops("waiting").path("services")) {
            for (JsonNode group : service.path("groups")) {
                if (errors.stream().noneMatch(group.path("error").asString("")::contains)) {
                    continue;
                }
                var redrive = new ArrayList<>(List.of(
                        "redrive", "--fingerprint", group.path("fingerprint").asString(), "--reason", reason));
                redrive.addAll(List.of(options));
                JsonNode planned = ops(redrive.toArray(String[]::new));
                planned.path("plans")
                        .properties()
                        .forEach(plan -> plans.add(
                                plan.getKey() + "/" + plan.getValue().path("id").asString()));
            }
        }
        return plans;
    }

    /** A component as {@code ./shop status --json} shows it. */
    public JsonNode component(String name) throws IOException {
        Result status = run("status", "--json");
        for (JsonNode component : JSON.readTree(status.json()).get("components")) {
            if (component.get("component").asString().equals(name)) {
                return component;
            }
        }
        throw new AssertionError("No component " + name + " in " + status.output());
    }

    /** Ends a component as a crash would: no signal it could answer. */
    public void kill(String name) throws IOException {
        long pid = component(name).get("pid").asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    public boolean allHealthy() throws IOException {
        for (JsonNode component : JSON.readTree(run("status", "--json").json()).get("components")) {
            if (!component.get("state").asString().equals("healthy")) {
                return false;
            }
        }
        return true;
    }

    public int kafkaPort() {
        return port - 8080 + 19092;
    }

    public int postgresPort() {
        return port - 8080 + 15432;
    }

    public int managementPort(String service) {
        return port + 10011 + SERVICES.indexOf(service);
    }

    /** Where a service is reached without the edge. */
    public URI api(String service) {
        return URI.create("http://127.0.0.1:" + (port + 10001 + SERVICES.indexOf(service)));
    }

    /** How many order lists and details the replica has answered, as the order service's metric says it. */
    public double readsFromReplica() throws IOException {
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
        mustHaveWorked(down);
    }

    private static void mustHaveWorked(Result verb) {
        if (verb.exitCode() != 0) {
            throw new AssertionError("Exit code " + verb.exitCode() + "\n" + verb.output());
        }
    }

    /** What a verb said, and the code it ended with. */
    public record Result(int exitCode, String output) {

        /** The JSON document in the output. */
        public String json() {
            return output.substring(output.indexOf('{'));
        }
    }
}
