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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.tools.stack.Components;
import shop.tools.stack.Ports;
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
 * <p>PostgreSQL and Kafka start together, the services and the read replica as soon as the database is there, the edge and
 * the operators' console when all of them are healthy and the catalogue is there; a replica in trouble is not waited for. It stops the other way round.
 * The first signal asks for that order, the second one kills what is left.
 */
public final class Supervisor {

    /** What shoppers and operators come in by. */
    private static final Set<String> DOORS = Set.of(Components.EDGE, Components.CONSOLE);

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(4);
    private static final Duration REQUESTS_LOOK = Duration.ofMillis(200);
    private static final long LARGEST_LOG = 20L * 1024 * 1024;

    private final StackHome home;
    private final StackPorts ports;
    private final ShopProgram program;
    private final boolean separate;
    private final Seeding seeding;
    private final LiveStackState state;
    private final Map<String, ProcessSupervisor> processes = new ConcurrentHashMap<>();
    private final List<ProcessSupervisor> services = new ArrayList<>();
    private final AtomicInteger signals = new AtomicInteger();

    /**
     * @param program this program, of which edge, console and seeding are verbs
     * @param separate whether each service gets a process of its own
     */
    public Supervisor(StackHome home, StackPorts ports, ShopProgram program, boolean separate) {
        this.home = home;
        this.ports = ports;
        this.program = program;
        this.separate = separate;
        this.seeding = new Seeding(home, ports, program);
        this.state = new LiveStackState(home, ports.edge());
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
            LiveStackState.say("another supervisor runs in " + home.folder());
            return 1;
        }
        try (SupervisorLock _ = lock.get()) {
            handleSignals();
            return mayStart(fresh) ? live() : refuse();
        }
    }

    private boolean mayStart(boolean fresh) {
        List<OrphanedProcesses.Orphan> orphans = OrphanedProcesses.find(home);
        if (!orphans.isEmpty()) {
            state.note("An earlier run was cut off; stopping what it left behind: "
                    + orphans.stream()
                            .map(l -> l.component() + " (process " + l.process().pid() + ")")
                            .collect(Collectors.joining(", ")));
            OrphanedProcesses.stop(orphans);
        }
        var disk = DiskSpace.missing(home);
        disk.ifPresent(state::fail);
        List<Ports.Taken> taken = Ports.taken(ports);
        if (!taken.isEmpty()) {
            state.fail(taken.stream().map(Ports.Taken::sentence).collect(Collectors.joining("\n"))
                    + "\nStop that process, or choose other ports: ./shop up --port "
                    + (ports.edge() == StackPorts.DEFAULT_EDGE ? 9080 : ports.edge() + 100));
        }
        if (state.failure() != null) {
            return false;
        }
        try {
            if (fresh) {
                JavaPrograms.deleteTree(home.data());
                state.note("All data of earlier runs were deleted.");
            }
            // Logs and data tell of people; another user of this machine has no business there.
            PrivateFolder.make(home.folder());
            Files.createDirectories(home.data());
            // Of a run that is over.
            Request.take(home, (_, _) -> {});
            rotateLogs();
        } catch (IOException e) {
            state.fail("The folder " + home.folder() + " cannot be written: " + e.getMessage());
        }
        return state.failure() == null;
    }

    private int refuse() {
        state.phase(Phase.STOPPED);
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
        var postgres = supervise(database, List.of());
        var replica = supervise(new ReplicaPart(home, ports, database), List.of(Components.POSTGRES));
        var kafka = supervise(new KafkaPart(home, ports, java), List.of());
        // The topics must be there before somebody subscribes to them.
        List<String> needs = firstStart ? List.of(Components.POSTGRES, Components.KAFKA) : List.of(Components.POSTGRES);
        ServiceRunner runner = separate ? new SeparateJvms(home, java) : new SharedJvm(home, java);
        for (Service service : Service.values()) {
            services.add(supervise(new ServicePart(service, ports, secrets, runner, http), needs));
        }
        ProcessSupervisor edge = supervise(new EdgePart(home, ports, java, program, http), List.of());
        ProcessSupervisor console = supervise(new ConsolePart(ports, java, program), List.of());

        postgres.start();
        kafka.start();
        replica.start();
        services.forEach(ProcessSupervisor::start);
        Thread.ofPlatform().daemon().name("requests").start(this::serveRequests);
        new LogLimit(logsWithoutALimit(), LARGEST_LOG).watch();
        CompletableFuture<Void> seeded = CompletableFuture.runAsync(this::seed).whenComplete((_, _) -> state.wake());
        state.await(all -> stopping() || allHealthyBehindTheDoors(all));
        if (!stopping() && state.failure() == null) {
            var warmUp = WarmUp.begin(this::api)
                    .completeOnTimeout(null, WARM_UP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .whenComplete((_, _) -> state.wake());
            edge.start();
            console.start();
            state.await(all -> stopping() || (isOpen(all) && warmUp.isDone() && seeded.isDone()));
        }
        boolean complete = !stopping() && state.failure() == null;
        if (complete) {
            state.phase(Phase.RUNNING);
        }
        state.await(all -> stopping());
        stop(List.of(edge, console), List.of(kafka, replica, postgres));
        if (!complete) {
            java.deleteArchivesSince(begun);
        }
        return state.failure() == null ? 0 : 1;
    }

    /** Services that share a JVM limit theirs themselves. */
    private List<Path> logsWithoutALimit() {
        Stream<String> servers = Stream.of(
                Components.SUPERVISOR,
                Components.POSTGRES,
                Components.REPLICA,
                Components.KAFKA,
                Components.EDGE,
                Components.CONSOLE,
                Components.SERVICES);
        Stream<String> alone = separate ? Stream.of(Service.values()).map(Service::id) : Stream.empty();
        return Stream.concat(servers, alone).map(home::log).toList();
    }

    private URI api(Service service) {
        return URI.create("http://127.0.0.1:" + ports.api(service));
    }

    private ProcessSupervisor supervise(Part part, List<String> needs) {
        var process = new ProcessSupervisor(part, needs, state, home);
        processes.put(part.name(), process);
        return process;
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
        LiveStackState.say("asked for " + component + ": " + request);
        ProcessSupervisor process = processes.get(component);
        if (process != null) {
            process.ask(request);
        }
    }

    private static boolean isOpen(LiveStackState all) {
        return DOORS.stream().allMatch(all::healthy);
    }

    private static boolean allHealthyBehindTheDoors(LiveStackState all) {
        return all.components().stream()
                .filter(component -> !DOORS.contains(component.component()) && !replicaInTrouble(component))
                .map(Component::state)
                .allMatch(ComponentState.HEALTHY::equals);
    }

    private static boolean replicaInTrouble(Component component) {
        return component.component().equals(Components.REPLICA) && component.restarts() > 0;
    }

    private void seed() {
        try {
            state.await(all -> stopping() || all.healthy(Service.INVENTORY.id()));
            if (stopping() || state.failure() != null) {
                return;
            }
            if (!seeding.done()) {
                seeding.run();
                state.note("The demo catalogue was put in.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!stopping()) {
                state.fail(String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * @param doors stop first
     * @param servers in the order in which they stop, after the services
     */
    private void stop(List<ProcessSupervisor> doors, List<ProcessSupervisor> servers) throws InterruptedException {
        state.phase(Phase.STOPPING);
        Thread forced = Thread.ofPlatform().daemon().name("force").start(() -> killWhenForced(doors, servers));
        seeding.cancel();
        for (ProcessSupervisor door : doors) {
            door.stop();
        }
        List<Thread> stops = services.stream()
                .map(service -> Thread.ofPlatform().start(() -> stop(service)))
                .toList();
        for (Thread stop : stops) {
            stop.join();
        }
        for (ProcessSupervisor server : servers) {
            server.stop();
        }
        forced.interrupt();
        state.phase(Phase.STOPPED);
    }

    private static void stop(ProcessSupervisor process) {
        try {
            process.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killWhenForced(List<ProcessSupervisor> doors, List<ProcessSupervisor> servers) {
        try {
            synchronized (signals) {
                while (signals.get() < 2) {
                    signals.wait();
                }
            }
        } catch (InterruptedException e) {
            return;
        }
        LiveStackState.say("asked twice: killing what is left");
        doors.forEach(ProcessSupervisor::kill);
        services.forEach(ProcessSupervisor::kill);
        servers.forEach(ProcessSupervisor::kill);
    }

    private boolean stopping() {
        return signals.get() > 0;
    }

    private void handleSignals() {
        for (String name : List.of("TERM", "INT", "HUP")) {
            Signal.handle(new Signal(name), _ -> {
                synchronized (signals) {
                    signals.incrementAndGet();
                    signals.notifyAll();
                }
                state.wake();
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
