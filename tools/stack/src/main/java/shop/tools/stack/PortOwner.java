package shop.tools.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The process that listens on a port, as far as this user may know it: from Linux's /proc, else from lsof. */
final class PortOwner {

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";
    private static final int SHOWN = 120;

    private PortOwner() {}

    /** For people, e.g. {@code process 4711 (java -jar other.jar)}; empty if it cannot be found. */
    static String of(int port) {
        return pid(port).map(PortOwner::describe).orElse("");
    }

    private static Optional<Long> pid(int port) {
        if (Files.isReadable(Path.of("/proc/net/tcp"))) {
            return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                    .map(Path::of)
                    .flatMap(table -> lines(table).stream())
                    .map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > INODE && columns[STATE].equals(LISTENING))
                    .filter(columns -> columns[LOCAL_ADDRESS].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                    .map(columns -> columns[INODE])
                    .findFirst()
                    .flatMap(PortOwner::holder);
        }
        return lsof(port);
    }

    private static Optional<Long> holder(String inode) {
        String link = "socket:[" + inode + "]";
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> holds(Path.of("/proc", String.valueOf(pid), "fd"), link))
                .findFirst();
    }

    private static boolean holds(Path descriptors, String link) {
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(link);
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            // Another user's process, or one that just ended.
            return false;
        }
    }

    private static Optional<Long> lsof(int port) {
        try {
            Process lsof = new ProcessBuilder("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN").start();
            String answer = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            lsof.waitFor(5, TimeUnit.SECONDS);
            return answer.lines().findFirst().map(Long::parseLong);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String describe(long pid) {
        String command = ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .orElse("");
        String shown = command.length() > SHOWN ? command.substring(0, SHOWN) + " …" : command;
        return "process " + pid + (shown.isEmpty() ? "" : " (" + shown + ")");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return List.of();
        }
    }
}
