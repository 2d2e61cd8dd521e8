package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * The project on this machine.
 *
 * @param project the folder of {@code ./shop}
 * @param home where a stack keeps its data and its logs; here, the logs of builds and tests
 */
record Checkout(Path project, Path home) {

    private static final long MEGABYTE = 1024L * 1024;
    private static final long NEEDED = 300;

    /** As the script says it: the property {@code shop.project} and the environment's {@code SHOP_HOME}. */
    static Checkout fromEnvironment() {
        Path project = Path.of(System.getProperty("shop.project", "."))
                .toAbsolutePath()
                .normalize();
        Path home = environment("SHOP_HOME").map(Path::of).orElse(project.resolve(".shop"));
        return new Checkout(project, home.toAbsolutePath());
    }

    /** Empty if it is not set, or to nothing. */
    static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    Path script() {
        return project.resolve("shop");
    }

    /** A new log in the folder of logs, which is made if it is missing. */
    Path newLog(String name) {
        Path logs = home.resolve("logs");
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new Refusal("The folder " + logs + " cannot be made. Is the disk full, or the folder somebody else's?"
                    + " SHOP_HOME names another one.");
        }
        try {
            long free = Files.getFileStore(logs).getUsableSpace() / MEGABYTE;
            if (free < NEEDED) {
                throw new Refusal("The disk is nearly full: " + free + " MB are free in " + home
                        + ". Free some space, or point SHOP_HOME at another disk.");
            }
            Path log = logs.resolve(name + ".log");
            Files.deleteIfExists(log);
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if there is no such file. */
    static Optional<FileTime> changed(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.getLastModifiedTime(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes an empty file that says when something happened. */
    static void stamp(Path file, FileTime moment) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, "");
            Files.setLastModifiedTime(file, moment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
