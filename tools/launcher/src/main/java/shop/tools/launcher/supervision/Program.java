package shop.tools.launcher.supervision;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import shop.tools.stack.StackHome;

/**
 * Something to run on a JVM: {@code java @arguments mainClass}.
 *
 * <p>Its jars are copies, in a folder named after their content, so that building again never pulls a jar from under a
 * running process. Only jars of the project are copied: a library that Maven has fetched does not change.
 *
 * @param arguments a file of arguments for java with the class path; one for every content of it
 * @param classPath the same class path
 */
public record Program(Path arguments, String mainClass, List<Path> classPath) {

    /** Beside the jar of a module that is run, its build writes down the libraries that are needed. */
    private static final String LIBRARIES = "class-path";

    /**
     * What is built of a module now.
     *
     * @param name begins the name of the folder; copies with this name that nobody runs any more are deleted
     * @param module where it is in the project
     * @throws IllegalStateException with a sentence for people, if it is not built
     */
    static Program copied(StackHome home, String name, Path module, String mainClass) {
        return copied(home, name, built(home.project().resolve(module)), mainClass);
    }

    /**
     * What is built of a module now, with the libraries of others.
     *
     * @param others where they are in the project
     */
    static Program copied(StackHome home, String name, Path module, List<Path> others, String mainClass) {
        Stream<Path> libraries = others.stream()
                .flatMap(other -> built(home.project().resolve(other)).stream())
                .filter(entry -> !entry.startsWith(home.project()));
        return copied(
                home,
                name,
                Stream.concat(built(home.project().resolve(module)).stream(), libraries)
                        .distinct()
                        .toList(),
                mainClass);
    }

    private static Program copied(StackHome home, String name, List<Path> classPath, String mainClass) {
        List<Path> own = classPath.stream()
                .filter(entry -> entry.startsWith(home.project()))
                .toList();
        Path folder = home.programs().resolve(name + "-" + contentOf(own) + Integer.toHexString(classPath.hashCode()));
        List<Path> copies = classPath.stream()
                .map(entry -> own.contains(entry) ? folder.resolve(entry.getFileName()) : entry)
                .toList();
        Path arguments = folder.resolve("arguments");
        if (!Files.exists(arguments)) {
            try {
                Files.createDirectories(home.programs());
                deleteUnused(home.programs(), name + "-");
                Path fresh = Files.createTempDirectory(home.programs(), "copying-" + name);
                try {
                    for (Path jar : own) {
                        Files.copy(jar, fresh.resolve(jar.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                    }
                    Files.writeString(fresh.resolve(arguments.getFileName()), asArgument(copies));
                    Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    JavaPrograms.deleteTree(fresh);
                }
            } catch (IOException e) {
                // Another stack that shares the folder may have made the same copy meanwhile.
                if (!Files.exists(arguments)) {
                    throw new UncheckedIOException("its jars could not be copied: " + e.getMessage(), e);
                }
            }
        }
        return new Program(arguments, mainClass, copies);
    }

    /** @return the module's jar first, then the libraries */
    private static List<Path> built(Path module) {
        Path target = module.resolve("target");
        var plainJar = Pattern.compile(Pattern.quote(module.getFileName() + "-") + "[0-9].*(?<!-exec)\\.jar");
        try (Stream<Path> files = Files.list(target)) {
            Path jar = files.filter(file ->
                            plainJar.matcher(file.getFileName().toString()).matches())
                    .findFirst()
                    .orElseThrow(() -> notBuilt(target));
            String libraries = Files.readString(target.resolve(LIBRARIES)).strip();
            return Stream.concat(
                            Stream.of(jar),
                            Stream.of(libraries.split(File.pathSeparator)).map(Path::of))
                    .toList();
        } catch (IOException e) {
            throw notBuilt(target);
        }
    }

    private static IllegalStateException notBuilt(Path target) {
        return new IllegalStateException("its jar is missing in " + target + ": ./shop build");
    }

    private static String asArgument(List<Path> classPath) {
        String joined = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return "-cp \"" + joined.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
    }

    /** A short name for what these archives contain; their directories know the checksum of every entry. */
    private static String contentOf(List<Path> archives) {
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

    /** A process that ends slowly may still run what was built before. */
    private static void deleteUnused(Path programs, String prefix) throws IOException {
        Set<String> used = ProcessHandle.allProcesses()
                .flatMap(process -> process.info().arguments().stream().flatMap(Stream::of))
                .filter(argument -> argument.startsWith("@"))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(programs)) {
            for (Path file : files.toList()) {
                boolean ours = file.getFileName().toString().startsWith(prefix) && Files.isDirectory(file);
                if (ours && !used.contains("@" + file.resolve("arguments"))) {
                    JavaPrograms.deleteTree(file);
                }
            }
        }
    }
}
