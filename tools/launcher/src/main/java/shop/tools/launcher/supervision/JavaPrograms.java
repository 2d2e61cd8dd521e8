package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;

/**
 * The programs of the stack that run on a JVM, copied out of the build so that building again never pulls a jar from
 * under a running process.
 *
 * <p>Each copy is named after the content of what it was made from, and beside it lies what the JVM has learnt about it,
 * which saves a good part of a start: after a training its AOT cache (JEP 483, 514, 515: classes loaded and linked, methods
 * profiled), else its class-data archive, written by the first run that ends in order. Both are named after class path and
 * JVM, so that a changed jar never meets what was learnt about another.
 */
public final class JavaPrograms {

    /** Code made for the processor of the training can crash on another: JDK 25 does not look. */
    private static final String NO_MACHINE_CODE = "-XX:-AOTAdapterCaching";

    private final StackHome home;

    public JavaPrograms(StackHome home) {
        this.home = home;
    }

    /** The program of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * JVM options for a process of the stack.
     *
     * @param heap the largest heap
     * @param classPath what the process loads its classes from
     */
    public List<String> options(String component, String heap, String classPath) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-Dshop.home=" + home.folder(),
                "-Dshop.component=" + component));
        options.addAll(learnt(component, classPath));
        String more = System.getenv("SHOP_JVM_OPTIONS");
        if (more != null && !more.isBlank()) {
            options.addAll(List.of(more.strip().split("\\s+")));
        }
        return options;
    }

    /**
     * Without a training only the quick compiler runs: on two cores the optimising one takes more time from the start of
     * seven processes than it gives back. With the profiles of a training it begins at once, with the right methods; that
     * pays for the services, not for the launcher and Kafka (ADR 0010).
     */
    private List<String> learnt(String component, String classPath) {
        Path cache = learnt(component, classPath, ".aot");
        boolean service = Stream.of(Service.values()).anyMatch(one -> one.id().equals(component));
        if (service && home.training()) {
            return List.of("-XX:AOTCacheOutput=" + cache, "-XX:+UnlockDiagnosticVMOptions", NO_MACHINE_CODE);
        }
        if (service && Files.exists(cache)) {
            return List.of("-XX:AOTCache=" + cache, "-XX:+UnlockDiagnosticVMOptions", NO_MACHINE_CODE);
        }
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + learnt(component, classPath, ".jsa"));
    }

    private Path learnt(String component, String classPath, String ending) {
        String of = Integer.toHexString((Runtime.version() + classPath).hashCode());
        Path file = home.programs().resolve(component + "-" + of + ending);
        try {
            Files.createDirectories(home.programs());
            for (Path other : beginningWith(component + "-")) {
                if (other.toString().endsWith(ending) && !other.equals(file)) {
                    Files.deleteIfExists(other);
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(home.programs() + " cannot be written", e);
        }
    }

    /**
     * Throws away what the JVMs learnt after this moment: a run that was cut short while it started knows few classes, and
     * the JVM would be content with them for ever.
     */
    void forgetLearntSince(Instant moment) {
        try (Stream<Path> files = Files.list(home.programs())) {
            for (Path file : files.filter(JavaPrograms::isLearnt).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isAfter(moment)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            StateBoard.say("archives could not be removed: " + e);
        }
    }

    private static boolean isLearnt(Path file) {
        return file.toString().endsWith(".jsa") || file.toString().endsWith(".aot");
    }

    /** The jar of a service, with its libraries beside it, ready to run. */
    Path extracted(Service service) {
        Path built = built(service);
        Path folder = home.programs().resolve(service.module() + "-" + contentOf(List.of(built)));
        Path jar = folder.resolve(built.getFileName());
        if (Files.exists(jar)) {
            return jar;
        }
        try {
            Files.createDirectories(home.programs());
            deleteOlder(service.module());
            Path fresh = Files.createTempDirectory(home.programs(), "extracting-");
            Path log = home.log(service.id());
            Process extraction = new ProcessBuilder(
                            java(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Djarmode=tools",
                            "-jar",
                            built.toString(),
                            "extract",
                            "--force",
                            "--destination",
                            fresh.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (extraction.waitFor() != 0) {
                throw new IllegalStateException("its jar could not be extracted" + Explanation.of(home, service.id()));
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException("its jar could not be extracted: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while its jar was extracted", e);
        }
    }

    /** The class path of this JVM with every jar of the project replaced by a copy that stays. */
    public String stableClassPath() {
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .toList();
        List<Path> own = entries.stream()
                .filter(entry -> entry.toAbsolutePath().startsWith(home.project()) && Files.isRegularFile(entry))
                .toList();
        Path folder = home.programs().resolve("stack-" + contentOf(own));
        try {
            Files.createDirectories(folder);
            List<String> stable = new ArrayList<>();
            for (Path entry : entries) {
                Path copy = folder.resolve(entry.getFileName());
                if (own.contains(entry) && !Files.exists(copy)) {
                    Path half = folder.resolve(entry.getFileName() + ".half");
                    Files.copy(entry, half, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                    Files.move(half, copy, StandardCopyOption.ATOMIC_MOVE);
                }
                stable.add((own.contains(entry) ? copy : entry).toString());
            }
            return String.join(java.io.File.pathSeparator, stable);
        } catch (IOException e) {
            throw new UncheckedIOException("The programs could not be copied to " + folder, e);
        }
    }

    private Path built(Service service) {
        Path target = home.project().resolve(service.module()).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().startsWith(service.module() + "-"))
                    .filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("its jar is missing in " + target + ": ./shop build"));
        } catch (IOException e) {
            throw new IllegalStateException("its jar is missing in " + target + ": ./shop build", e);
        }
    }

    /** A short name for what these archives contain; their directories know the checksum of every entry. */
    static String contentOf(List<Path> archives) {
        CRC32 sum = new CRC32();
        long size = 0;
        for (Path archive : archives) {
            try (var zip = new ZipFile(archive.toFile())) {
                for (var entry : java.util.Collections.list(zip.entries())) {
                    String line = entry.getName() + ":" + entry.getCrc() + ":" + entry.getSize() + "\n";
                    sum.update(line.getBytes(StandardCharsets.UTF_8));
                    size += Math.max(0, entry.getSize());
                }
            } catch (IOException e) {
                throw new IllegalStateException("not a readable jar: " + archive + ". ./shop build makes it again", e);
            }
        }
        return String.format(Locale.ROOT, "%08x%x", sum.getValue(), size);
    }

    private void deleteOlder(String module) throws IOException {
        for (Path folder : beginningWith(module + "-")) {
            deleteTree(folder);
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
