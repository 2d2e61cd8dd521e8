package shop.tools.launcher.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import shop.tools.stack.Components;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;

/**
 * Processes of an earlier run whose supervisor is gone.
 *
 * <p>A process counts only if it is proven to be one of ours: its number and its start match the state file, or it is a
 * PostgreSQL server named in our own data folders, or its command line says that it belongs to this folder. Call it only
 * while no supervisor runs.
 */
public final class OrphanedProcesses {

    private static final Duration GRACE = Duration.ofSeconds(20);

    private OrphanedProcesses() {}

    /** One of them, and the component it was. */
    public record Orphan(String component, ProcessHandle process) {}

    /** Services first, PostgreSQL last: the order in which they are to be stopped. */
    public static List<Orphan> find(StackHome home) {
        List<Orphan> found = new ArrayList<>();
        StackState.read(home).ifPresent(state -> {
            for (var component : state.components().reversed()) {
                var process = component.process();
                if (process != null) {
                    StackState.alive(process).ifPresent(p -> add(found, component.component(), p));
                }
            }
        });
        String mark = "-Dshop.home=" + home.folder();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .forEach(process -> componentOf(process, mark).ifPresent(name -> add(found, name, process)));
        for (String server : List.of(Components.REPLICA, Components.POSTGRES)) {
            postmaster(home.data().resolve(server)).ifPresent(process -> add(found, server, process));
        }
        return found.stream()
                .sorted(java.util.Comparator.comparingInt(OrphanedProcesses::stopOrder))
                .toList();
    }

    /** Stops them in order, by force where asking does not help. */
    public static void stop(List<Orphan> orphans) {
        for (Orphan orphan : orphans) {
            ProcessHandle process = orphan.process();
            if (Set.of(Components.POSTGRES, Components.REPLICA).contains(orphan.component())) {
                interrupt(process);
            } else {
                process.destroy();
            }
            Instant limit = Instant.now().plus(GRACE);
            while (process.isAlive() && Instant.now().isBefore(limit)) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            process.destroyForcibly();
        }
    }

    /** SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every session to leave by itself. */
    private static void interrupt(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int stopOrder(Orphan orphan) {
        return switch (orphan.component()) {
            case Components.POSTGRES -> 2;
            case Components.REPLICA, Components.KAFKA -> 1;
            default -> 0;
        };
    }

    private static void add(List<Orphan> found, String component, ProcessHandle process) {
        if (found.stream().noneMatch(other -> other.process().equals(process))) {
            found.add(new Orphan(component, process));
        }
    }

    private static Optional<String> componentOf(ProcessHandle process, String mark) {
        String[] arguments = process.info().arguments().orElse(new String[0]);
        List<String> all = List.of(arguments);
        return all.stream()
                .filter(argument -> argument.startsWith("-Dshop.component=") && all.contains(mark))
                .map(argument -> argument.substring("-Dshop.component=".length()))
                .filter(component -> !component.equals(Components.SUPERVISOR))
                .findFirst();
    }

    /** The number in a stale file may be another server's by now, so the process must name our folder itself. */
    private static boolean serves(ProcessHandle process, Path data) {
        boolean postgres = process.info()
                .command()
                .map(command -> command.endsWith("/postgres"))
                .orElse(false);
        return postgres
                && Stream.of(process.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> Path.of(argument).equals(data));
    }

    private static Optional<ProcessHandle> postmaster(Path data) {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            return Files.readAllLines(pidFile).stream()
                    .findFirst()
                    .map(String::strip)
                    .map(Long::parseLong)
                    .flatMap(ProcessHandle::of)
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> serves(process, data));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
