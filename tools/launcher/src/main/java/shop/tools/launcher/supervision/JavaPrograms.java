package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;

/**
 * How the programs of the stack are run on a JVM.
 *
 * <p>Only the quick compiler runs: on two cores the optimising one takes more time from a shop that has just started than it gives
 * back (ADR 0019). Beside a program lies a class-data archive, written by its first run that ends in order. It is named after
 * class path and JVM, so that a changed jar is never run with the archive of another.
 */
public final class JavaPrograms {

    private static final String ARCHIVE = ".jsa";

    private final StackHome home;

    public JavaPrograms(StackHome home) {
        this.home = home;
    }

    /** The program of this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A service as it is built now. */
    Program service(Service service) {
        String name = service.id();
        String application = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Application";
        return Program.copied(home, name, Path.of(service.module()), "shop." + name + "." + application);
    }

    /** The JVM for all services, with their libraries on its class path. */
    Program host() {
        List<Path> services = Stream.of(Service.values())
                .map(service -> Path.of(service.module()))
                .toList();
        return Program.copied(home, "host", Path.of("tools/host"), services, "shop.tools.host.Host");
    }

    /** The tools as they are built now: the command line, whose verbs are programs of the stack too. */
    public Program tools() {
        return Program.copied(home, "tools", Path.of("tools/shop"), "shop.tools.shop.Shop");
    }

    /**
     * The command that starts a program.
     *
     * @param heap its heap
     * @param more options of its own
     */
    public List<String> command(String component, Heap heap, Program program, String... more) {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(options(component, heap, program));
        command.addAll(List.of(more));
        command.add("@" + program.arguments());
        command.add(program.mainClass());
        return command;
    }

    /** JVM options for a process of the stack that runs this program. */
    public List<String> options(String component, Heap heap, Program program) {
        return options(component, heap, program.arguments().toString());
    }

    /**
     * JVM options for a process of the stack.
     *
     * @param classPath names what the process loads its classes from
     */
    List<String> options(String component, Heap heap, String classPath) {
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + heap.first() + "m",
                "-Xmx" + heap.largest() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-Dshop.home=" + home.folder(),
                "-Dshop.component=" + component));
        options.add("-XX:TieredStopAtLevel=1");
        // With this compiler the JVM reserves 48 MB, and each time a part of that is full it collects the whole heap to
        // find code
        // that nobody needs: three pauses of half a second while the shop is cold.
        options.add("-XX:ReservedCodeCacheSize=240m");
        options.add("-XX:+AutoCreateSharedArchive");
        options.add("-XX:SharedArchiveFile=" + archive(component, classPath));
        String more = System.getenv("SHOP_JVM_OPTIONS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        return options;
    }

    private Path archive(String component, String classPath) {
        String of = Integer.toHexString((Runtime.version() + classPath).hashCode());
        Path file = home.programs().resolve(component + "-" + of + ARCHIVE);
        try {
            Files.createDirectories(home.programs());
            for (Path other : beginningWith(component + "-")) {
                if (other.toString().endsWith(ARCHIVE) && !other.equals(file)) {
                    Files.deleteIfExists(other);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(home.programs() + " cannot be written", e);
        }
    }

    /**
     * Deletes the archives that were written after this moment. A run that was cut short while it started has seen few classes,
     * and the JVM would never add the others.
     */
    void deleteArchivesSince(Instant moment) {
        try (Stream<Path> files = Files.list(home.programs())) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(ARCHIVE)).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isAfter(moment)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LiveStackState.say("archives could not be removed: " + e);
        }
    }

    private List<Path> beginningWith(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(home.programs())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** Removes a folder and everything below it. */
    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
