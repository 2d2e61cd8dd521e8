package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.tools.client.FirstVisit;
import shop.tools.client.seed.DemoCatalogue;
import shop.tools.edge.Edge;
import shop.tools.stack.Components;
import shop.tools.stack.Ports;
import shop.tools.stack.Secrets;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;
import shop.tools.stack.StackState.Component;
import shop.tools.stack.StackState.ComponentState;
import shop.tools.stack.StackState.Phase;
import sun.misc.Signal;

/**
 * The life of one stack, from its first process to its last.
 *
 * <p>PostgreSQL and Kafka start together, the services and the read replica as soon as the database is there, the edge opens
 * when all of them are healthy and everything has been looked at once; a replica in trouble is not waited for. It stops the
 * other way round. The first signal asks for that order, the second one kills what is left.
 */
public final class Supervisor {

    private static final Duration FIRST_VISIT = Duration.ofSeconds(4);
    private static final Duration REQUESTS_LOOK = Duration.ofMillis(200);
    private static final long LARGEST_LOG = 20L * 1024 * 1024;

    private final StackHome home;
    private final StackPorts ports;
    private final StateBoard board;
    private final Map<String, Keeper> keepers = new ConcurrentHashMap<>();
    private final List<Keeper> services = new ArrayList<>();
    private final AtomicInteger signals = new AtomicInteger();

    public Supervisor(StackHome home, StackPorts ports) {
        this.home = home;
        this.ports = ports;
        this.board = new StateBoard(home, ports.edge());
    }

    /**
     * Runs the stack until it is told to stop or cannot start.
     *
     * @param fresh whether everything stored by earlier runs is deleted first
     * @return the exit code: 0 after an orderly stop
     */
    public int run(boolean fresh) throws InterruptedException {
        var lock = SupervisorLock.tryAcquire(home);
        if (lock.isEmpty()) {
            StateBoard.say("another supervisor runs in " + home.folder());
            return 1;
        }
        try (SupervisorLock held = lock.get()) {
            handleSignals();
            return mayStart(fresh) ? live() : refuse();
        }
    }

    private boolean mayStart(boolean fresh) {
        List<Leftovers.Leftover> leftovers = Leftovers.find(home);
        if (!leftovers.isEmpty()) {
            board.note("An earlier run was cut off; stopping what it left behind: "
                    + leftovers.stream()
                            .map(l -> l.component() + " (process " + l.process().pid() + ")")
                            .collect(Collectors.joining(", ")));
            Leftovers.stop(leftovers);
        }
        var disk = DiskSpace.missing(home);
        disk.ifPresent(board::fail);
        List<Ports.Taken> taken = Ports.taken(ports);
        if (!taken.isEmpty()) {
            board.fail(taken.stream().map(Ports.Taken::sentence).collect(Collectors.joining("\n"))
                    + "\nStop that process, or choose other ports: ./shop up --port "
                    + (ports.edge() == StackPorts.DEFAULT_EDGE ? 9080 : ports.edge() + 100));
        }
        if (board.failure() != null) {
            return false;
        }
        try {
            if (fresh) {
                JavaPrograms.deleteTree(home.data());
                board.note("All data of earlier runs were deleted.");
            }
            Files.createDirectories(home.data());
            // Of a run that is over.
            Request.take(home, (component, request) -> {});
            rotateLogs();
        } catch (IOException e) {
            board.fail("The folder " + home.folder() + " cannot be written: " + e.getMessage());
        }
        return board.failure() == null;
    }

    private int refuse() {
        board.phase(Phase.STOPPED);
        return 1;
    }

    private int live() throws InterruptedException {
        Secrets secrets = Secrets.of(home);
        var java = new JavaPrograms(home);
        Instant begun = Instant.now();
        boolean firstStart = !Files.exists(home.data().resolve("kafka/log/meta.properties"));
        var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(1))
                .version(HttpClient.Version.HTTP_1_1)
                .build();

        var database = new PostgresPart(home, ports, secrets);
        var postgres = keeper(database, List.of());
        var replica = keeper(new ReplicaPart(home, ports, database), List.of(Components.POSTGRES));
        var kafka = keeper(new KafkaPart(home, ports, java), List.of());
        // The topics must be there before somebody subscribes to them.
        List<String> needs = firstStart ? List.of(Components.POSTGRES, Components.KAFKA) : List.of(Components.POSTGRES);
        for (Service service : Service.values()) {
            services.add(keeper(new ServicePart(service, home, ports, secrets, java, http), needs));
        }
        board.add(Components.EDGE, ports.edge(), "http://localhost:" + ports.edge());
        var edge = new Edge(home.project(), ports);

        postgres.start();
        kafka.start();
        replica.start();
        services.forEach(Keeper::start);
        Thread.ofPlatform().daemon().name("requests").start(this::serveRequests);
        try {
            edge.prepare();
            CompletableFuture<Void> seeding =
                    CompletableFuture.runAsync(this::seed).whenComplete((done, failure) -> board.wake());
            board.await(all -> stopping() || allHealthyButEdge(all));
            board.await(all -> stopping() || seeding.isDone());
            if (!stopping() && board.failure() == null) {
                openEdge(edge);
            }
            board.await(all -> stopping());
        } catch (IllegalStateException e) {
            board.fail(String.valueOf(e.getMessage()));
        }
        boolean complete = board.healthy(Components.EDGE);
        stop(edge, List.of(kafka, replica, postgres));
        if (!complete) {
            java.forgetLearntSince(begun);
        }
        return board.failure() == null ? 0 : 1;
    }

    private Keeper keeper(Part part, List<String> needs) {
        var keeper = new Keeper(part, needs, board, home);
        keepers.put(part.name(), keeper);
        return keeper;
    }

    private void serveRequests() {
        try {
            while (!stopping()) {
                Request.take(home, this::serve);
                Thread.sleep(REQUESTS_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(String component, Request request) {
        StateBoard.say("asked for " + component + ": " + request);
        Keeper keeper = keepers.get(component);
        if (keeper != null) {
            keeper.ask(request);
        }
    }

    private void openEdge(Edge edge) throws InterruptedException {
        board.state(Components.EDGE, ComponentState.STARTING);
        board.running(Components.EDGE, ProcessHandle.current());
        edge.open();
        FirstVisit.pay(URI.create("http://127.0.0.1:" + ports.edge()), FIRST_VISIT);
        board.state(Components.EDGE, ComponentState.HEALTHY);
        board.phase(Phase.RUNNING);
    }

    private boolean allHealthyButEdge(StateBoard all) {
        return all.components().stream()
                .filter(component -> !component.component().equals(Components.EDGE) && !replicaInTrouble(component))
                .map(Component::state)
                .allMatch(ComponentState.HEALTHY::equals);
    }

    private static boolean replicaInTrouble(Component component) {
        return component.component().equals(Components.REPLICA) && component.restarts() > 0;
    }

    private void seed() {
        try {
            board.await(all -> stopping() || all.healthy(Service.INVENTORY.id()));
            if (stopping() || board.failure() != null) {
                return;
            }
            var catalogue = new DemoCatalogue(URI.create("http://127.0.0.1:" + ports.api(Service.INVENTORY)));
            int products = catalogue.seedOnce(home.data().resolve("catalogue-seeded"));
            if (products > 0) {
                board.note("The demo catalogue was put in: " + products + " products.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            board.fail("The demo catalogue could not be put in: " + e.getMessage());
        }
    }

    /** @param servers in the order in which they stop */
    private void stop(Edge edge, List<Keeper> servers) throws InterruptedException {
        board.phase(Phase.STOPPING);
        try {
            edge.close();
        } catch (RuntimeException e) {
            // What is behind it must stop all the same.
            StateBoard.say("the edge did not stop in order: " + e);
        }
        board.gone(Components.EDGE, ComponentState.STOPPED, null);
        Thread forced = Thread.ofPlatform().daemon().name("force").start(() -> killWhenForced(servers));
        List<Thread> stops = services.stream()
                .map(service -> Thread.ofPlatform().start(() -> stop(service)))
                .toList();
        for (Thread stop : stops) {
            stop.join();
        }
        for (Keeper server : servers) {
            server.stop();
        }
        forced.interrupt();
        board.phase(Phase.STOPPED);
    }

    private static void stop(Keeper keeper) {
        try {
            keeper.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killWhenForced(List<Keeper> servers) {
        try {
            synchronized (signals) {
                while (signals.get() < 2) {
                    signals.wait();
                }
            }
        } catch (InterruptedException e) {
            return;
        }
        StateBoard.say("asked twice: killing what is left");
        services.forEach(Keeper::kill);
        servers.forEach(Keeper::kill);
    }

    private boolean stopping() {
        return signals.get() > 0;
    }

    private void handleSignals() {
        for (String name : List.of("TERM", "INT", "HUP")) {
            Signal.handle(new Signal(name), signal -> {
                synchronized (signals) {
                    signals.incrementAndGet();
                    signals.notifyAll();
                }
                board.wake();
            });
        }
    }

    private void rotateLogs() throws IOException {
        Files.createDirectories(home.logs());
        try (Stream<Path> logs = Files.list(home.logs())) {
            for (Path log : logs.filter(l -> l.toString().endsWith(".log")).toList()) {
                if (Files.size(log) > LARGEST_LOG) {
                    Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
