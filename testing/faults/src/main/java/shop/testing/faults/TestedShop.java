package shop.testing.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import shop.testing.wholeshop.ShopUnderTest;
import shop.tools.audit.StackAddress;
import shop.tools.stack.RunningStack;
import shop.tools.stack.Service;
import shop.tools.stack.StackPorts;
import shop.tools.stack.StackState;
import shop.tools.stack.StackState.ComponentState;
import tools.jackson.databind.JsonNode;

/**
 * The shop that faults are made in, with a process for each service. All that is known of its processes comes from its own state file,
 * with the moment when each was started, so that nobody else's process is ever touched.
 */
final class TestedShop {

    static final String PLENTIFUL = "FAULTS-PLENTY";
    static final String SCARCE = "FAULTS-SCARCE";

    private static final Duration LOOK = Duration.ofMillis(200);

    private final ShopUnderTest shop;
    private final RunningStack stack;
    private final StackPorts ports;
    private final String password;
    private final Set<Process> standIns = ConcurrentHashMap.newKeySet();

    private TestedShop(ShopUnderTest shop) {
        this.shop = shop;
        this.stack = shop.stack();
        this.ports = new StackPorts(stack.state().edgePort());
        this.password = stack.password();
    }

    /**
     * An empty shop with two products: one of which there is plenty, one that {@link #receive} is asked for.
     *
     * @param stoppedBefore whether a shop of this build must have been stopped before it, because the first stop is slow
     */
    static TestedShop start(ShopUnderTest empty, boolean stoppedBefore) throws IOException, InterruptedException {
        empty.start("--separate");
        if (stoppedBefore && !hasClassArchives(empty.home())) {
            empty.close();
            empty.start("--separate");
        }
        var shop = new TestedShop(empty);
        shop.product(PLENTIFUL);
        shop.product(SCARCE);
        shop.receive(PLENTIFUL, 900_000);
        return shop;
    }

    /** The first stop of a build takes half a minute: each JVM writes the archive of its classes. */
    private static boolean hasClassArchives(Path home) throws IOException {
        try (var files = Files.newDirectoryStream(home.resolve("programs"), Service.ORDER.id() + "-*.jsa")) {
            return files.iterator().hasNext();
        }
    }

    URI edge() {
        return stack.edge();
    }

    Path folder() {
        return shop.home();
    }

    /** As the role that may do everything. */
    Connection connect(String database) throws SQLException {
        var connection = DriverManager.getConnection(
                "jdbc:postgresql://" + stack.postgres() + "/" + database, "postgres", password);
        try (Statement statement = connection.createStatement()) {
            // Also while the fault is that nobody may write.
            statement.execute("set default_transaction_read_only = off");
        }
        return connection;
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    long number(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Repeats until all of the statements succeed, for at most ten seconds. */
    void insist(String database, String... statements) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            while (true) {
                try {
                    for (String sql : statements) {
                        statement.execute(sql);
                    }
                    return;
                } catch (SQLException e) {
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    Thread.sleep(2);
                }
            }
        }
    }

    Connection connectToReplica() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ports.replica() + "/postgres", "postgres", password);
    }

    /** The caller closes it. */
    Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "15000",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "10000"));
    }

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    int port(String component) {
        return switch (component) {
            case "postgres" -> ports.postgres();
            case "kafka" -> ports.kafka();
            default -> throw new IllegalArgumentException(component);
        };
    }

    StackAddress address() {
        return new StackAddress(stack.postgres(), stack.bootstrapServers(), "postgres", password);
    }

    /** Runs a verb of {@code ./shop} that has to succeed. */
    void run(String... verb) throws IOException {
        ShopUnderTest.Result result = shop.run(verb);
        if (result.exitCode() != 0) {
            throw new IOException("./shop " + String.join(" ", verb) + " failed\n" + result.output());
        }
    }

    /** Runs a verb of {@code ./shop} that may fail. */
    boolean succeeds(String... verb) throws IOException {
        return shop.run(verb).exitCode() == 0;
    }

    /** Begins a verb of {@code ./shop}, which goes on while the fault does something else. */
    Process begin(String... verb) throws IOException {
        return shop.begin(verb);
    }

    /** What {@code ./shop ops} answers, without its name; it has to succeed. */
    JsonNode asked(String... operation) throws IOException {
        return shop.ops(operation);
    }

    /** Plans, as {@link ShopUnderTest#plansFor} makes them. */
    List<String> plansFor(List<String> errors, String reason) throws IOException {
        return shop.plansFor(errors, reason);
    }

    /** Ends it as a crash would: no signal it could answer. */
    void kill(String component) {
        process(component).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Nothing of it runs until {@link #thaw}. */
    void freeze(String component) throws InterruptedException {
        signal("STOP", component);
    }

    void thaw(String component) throws InterruptedException {
        signal("CONT", component);
    }

    private void signal(String name, String component) throws InterruptedException {
        Optional<ProcessHandle> process = process(component);
        if (process.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(
                List.of("kill", "-" + name, String.valueOf(process.get().pid())));
        process.get().descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        try {
            new ProcessBuilder("sh", "-c", String.join(" ", command) + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("The signal could not be sent", e);
        }
    }

    /**
     * Stops a service and starts the same program with more environment in its place. When the stand-in is closed, for the first
     * time, the service is started again as it was.
     */
    StandIn standIn(Service service, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder program = program(pid(service.id()));
        program.environment().putAll(environment);
        Path log = folder().resolve("logs").resolve(service.id() + "-stand-in.log");
        program.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        run("stop", service.id());
        var standIn = new StandIn(service, program.start());
        try {
            standIn.awaitReady();
        } catch (IOException | InterruptedException | RuntimeException e) {
            standIn.close();
            throw e;
        }
        return standIn;
    }

    /** What was started as this process, to be started once more. */
    private static ProcessBuilder program(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        var program = new ProcessBuilder(strings(process.resolve("cmdline")))
                .directory(process.resolve("cwd").toRealPath().toFile());
        program.environment().clear();
        for (String variable : strings(process.resolve("environ"))) {
            int equals = variable.indexOf('=');
            program.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return program;
    }

    private static List<String> strings(Path file) throws IOException {
        return List.of(Files.readString(file).split("\0"));
    }

    /** A process that does a service's work for a while. */
    final class StandIn implements AutoCloseable {

        private static final Duration PATIENCE = Duration.ofSeconds(90);

        private final Service service;
        private final Process process;

        private StandIn(Service service, Process process) {
            this.service = service;
            this.process = process;
            standIns.add(process);
        }

        private void awaitReady() throws IOException, InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!ready()) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("The stand-in for " + service.id() + " did not start");
                }
                Thread.sleep(LOOK);
            }
        }

        private boolean ready() throws InterruptedException {
            try (var http = HttpClient.newHttpClient()) {
                var request = HttpRequest.newBuilder(api(service).resolve("/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
                return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            if (!standIns.remove(process)) {
                return;
            }
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            run("restart", service.id());
        }
    }

    /** Ends what the shop itself does not know of. */
    void endStandIns() {
        standIns.forEach(Process::destroyForcibly);
    }

    URI api(Service service) {
        return URI.create("http://127.0.0.1:" + ports.api(service));
    }

    private Optional<ProcessHandle> process(String component) {
        return stack.state()
                .component(component)
                .flatMap(one -> Optional.ofNullable(one.process()))
                .flatMap(StackState::alive);
    }

    long pid(String component) {
        return process(component).orElseThrow().pid();
    }

    int starts(String component) {
        return stack.state().component(component).orElseThrow().starts();
    }

    /** @return what is not healthy when the time is over; empty if all is */
    List<String> awaitHealthy(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            List<String> unwell = stack.state().components().stream()
                    .filter(one -> one.state() != ComponentState.HEALTHY)
                    .map(one -> one.component() + " is " + one.state() + ": " + one.problem())
                    .toList();
            if (unwell.isEmpty() || System.nanoTime() > deadline) {
                return unwell;
            }
            Thread.sleep(LOOK);
        }
    }

    void awaitHealthy(String component, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (stack.state().component(component).orElseThrow().state() != ComponentState.HEALTHY
                && System.nanoTime() < deadline) {
            Thread.sleep(LOOK);
        }
    }

    private void product(String sku) throws IOException, InterruptedException {
        inventory(
                "PUT",
                "/inventory/api/v1/products/" + sku,
                "{\"name\":\"Fault\",\"description\":\"For the fault"
                        + " suite.\",\"price\":{\"amountMinor\":100,\"currency\":\"EUR\"}}");
    }

    void receive(String sku, int quantity) throws IOException, InterruptedException {
        inventory("POST", "/inventory/api/v1/products/" + sku + "/intakes", "{\"quantity\":" + quantity + "}");
    }

    private void inventory(String method, String path, String json) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(api(Service.INVENTORY).resolve(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(json));
            if (method.equals("POST")) {
                request.header("Idempotency-Key", UUID.randomUUID().toString());
            }
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(method + " " + path + " was answered with " + answer.body());
            }
        }
    }

    /** Runs a program of the machine that has to succeed. */
    static void program(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
    }
}
