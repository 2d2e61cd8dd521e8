package shop.tools.bootstrap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The counters of the machine, and of the processes of a stack, at one moment. Linux only.
 *
 * @param nanos when, by {@link System#nanoTime}
 * @param ticks processor time by component, children that have ended included
 * @param switches of every thread that lives, by component
 * @param memory kilobytes by component, if it was asked for
 */
public record ProcessSample(
        long nanos,
        Proc.MachineStat machine,
        Map<String, Long> ticks,
        Map<String, Map<String, Long>> switches,
        Map<String, Long> memory) {

    /** Whether this machine has what is read here. */
    public static boolean isPossible(Path proc) {
        return Files.isReadable(proc.resolve("stat")) && Files.isReadable(proc.resolve("self/smaps_rollup"));
    }

    /**
     * Takes a sample of the processes that are named and of all that descend from them. A descendant belongs to its nearest named
     * ancestor. A process that ends meanwhile is left out.
     *
     * @param proc {@code /proc}
     * @param withMemory takes longer, and disturbs the processes for a moment
     * @throws IllegalArgumentException if this is not Linux
     */
    public static ProcessSample take(Path proc, Map<Long, String> names, boolean withMemory) {
        Proc.MachineStat machine = read(proc.resolve("stat"), Proc.MachineStat::of)
                .orElseThrow(() -> new IllegalArgumentException(proc + " cannot be read"));
        Map<Long, Proc.ProcessStat> processes = processes(proc);
        Map<String, Long> ticks = new TreeMap<>();
        Map<String, Map<String, Long>> switches = new TreeMap<>();
        Map<String, Long> memory = new TreeMap<>();
        processes.forEach((pid, process) -> component(pid, processes, names).ifPresent(component -> {
            Path folder = proc.resolve(String.valueOf(pid));
            ticks.merge(component, process.ticks(), Long::sum);
            switches.computeIfAbsent(component, _ -> new HashMap<>()).putAll(threads(folder.resolve("task")));
            if (withMemory) {
                read(folder.resolve("smaps_rollup"), Proc::memory)
                        .ifPresent(kilobytes -> memory.merge(component, kilobytes, Long::sum));
            }
        }));
        return new ProcessSample(System.nanoTime(), machine, ticks, switches, memory);
    }

    /** The process whose command line has all these arguments; empty if there is none, or several. */
    public static Optional<Long> withArguments(Path proc, String... arguments) {
        List<Long> found = new ArrayList<>();
        for (Path folder : numbered(proc)) {
            read(folder.resolve("cmdline"), line -> List.of(line.split("\0", -1)))
                    .filter(command -> command.containsAll(List.of(arguments)))
                    .ifPresent(_ -> found.add(Long.valueOf(name(folder))));
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static Map<Long, Proc.ProcessStat> processes(Path proc) {
        Map<Long, Proc.ProcessStat> processes = new HashMap<>();
        for (Path folder : numbered(proc)) {
            read(folder.resolve("stat"), Proc.ProcessStat::of)
                    .ifPresent(process -> processes.put(Long.valueOf(name(folder)), process));
        }
        return processes;
    }

    private static Optional<String> component(
            long pid, Map<Long, Proc.ProcessStat> processes, Map<Long, String> names) {
        long one = pid;
        while (!names.containsKey(one)) {
            Proc.ProcessStat process = processes.get(one);
            if (process == null) {
                return Optional.empty();
            }
            one = process.parent();
        }
        return Optional.ofNullable(names.get(one));
    }

    private static Map<String, Long> threads(Path tasks) {
        Map<String, Long> threads = new HashMap<>();
        for (Path task : numbered(tasks)) {
            read(task.resolve("status"), Proc::switches).ifPresent(count -> threads.put(name(task), count));
        }
        return threads;
    }

    private static Iterable<Path> numbered(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> name(one).chars().allMatch(Character::isDigit))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Empty if it is gone, or not for our eyes; a zombie's files are there and empty. */
    private static <T> Optional<T> read(Path file, Function<String, T> as) {
        try {
            String text = Files.readString(file);
            return text.isEmpty() ? Optional.empty() : Optional.of(as.apply(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
