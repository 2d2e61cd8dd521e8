package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import shop.tools.stack.StackHome;

/**
 * What a verb asks of the supervisor for one component, while the rest of the stack goes on.
 *
 * <p>A request is a file named after the component; the supervisor takes it away when it begins with it. How it goes on can
 * be read in the state of the stack.
 */
public enum Request {
    /** Stop the process in order, and start it again from what is built now. */
    RESTART,
    /** Stop the process in order, and leave it so until a restart is asked for. */
    STOP;

    /** Asks, whether or not a supervisor is there to hear it. */
    public void put(StackHome home, String component) {
        try {
            Files.createDirectories(folder(home));
            Path half = Files.createTempFile(home.folder(), "request", ".new");
            Files.writeString(half, name());
            Files.move(half, folder(home).resolve(component), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The supervisor cannot be asked: " + folder(home), e);
        }
    }

    /** Takes away every request and tells {@code each} the component and what was asked. */
    static void take(StackHome home, BiConsumer<String, Request> each) {
        for (Path file : files(home)) {
            try {
                String request = Files.readString(file);
                Files.delete(file);
                each.accept(file.getFileName().toString(), Request.valueOf(request));
            } catch (IOException | IllegalArgumentException e) {
                LiveStackState.say("a request could not be read: " + e);
            }
        }
    }

    /** Whether the supervisor has begun with what was asked for this component. */
    public static boolean taken(StackHome home, String component) {
        return !Files.exists(folder(home).resolve(component));
    }

    private static List<Path> files(StackHome home) {
        if (!Files.isDirectory(folder(home))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder(home))) {
            return new ArrayList<>(files.sorted().toList());
        } catch (IOException | UncheckedIOException e) {
            LiveStackState.say("the requests could not be read: " + e);
            return List.of();
        }
    }

    private static Path folder(StackHome home) {
        return home.folder().resolve("requests");
    }
}
