package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackState;
import shop.tools.stack.StateProperties;

/** Where every tool reads what is known of the stack; the supervisor alone writes it. Readable by its owner only. */
final class StateFile {

    private StateFile() {}

    /** Replaces the file as a whole. */
    static void write(StackHome home, StackState state) {
        try {
            Files.createDirectories(home.folder());
            Path fresh = home.folder().resolve("state.properties.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var writer = Files.newBufferedWriter(fresh)) {
                StateProperties.of(state).store(writer, null);
            }
            try {
                Files.move(fresh, home.stateFile(), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(fresh, home.stateFile(), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The state of the stack cannot be written: " + home.stateFile(), e);
        }
    }
}
