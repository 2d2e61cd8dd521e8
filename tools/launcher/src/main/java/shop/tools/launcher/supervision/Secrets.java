package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import shop.tools.stack.StackHome;

/**
 * The secrets of one stack: made when they are first needed, kept with the data, readable by their owner only.
 *
 * @param home where they are kept
 * @param password of PostgreSQL's superuser
 * @param sessionKey signs the shoppers' session cookies
 * @param opsToken opens the operators' API
 */
record Secrets(StackHome home, String password, String sessionKey, String opsToken) {

    static Secrets of(StackHome home) {
        return new Secrets(
                home,
                madeOnce(home.passwordFile()),
                madeOnce(home.data().resolve("session-key")),
                madeOnce(home.opsTokenFile()));
    }

    /** Each database role has one of its own, so that what one process knows opens nothing of another's. */
    String passwordOf(String role) {
        return madeOnce(home.passwordFile(role));
    }

    private static String madeOnce(Path file) {
        try {
            if (!Files.exists(file)) {
                PrivateFolder.make(file.resolveSibling(""));
                Path fresh = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(fresh);
                Files.createFile(
                        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                byte[] bytes = new byte[24];
                new SecureRandom().nextBytes(bytes);
                Files.writeString(fresh, HexFormat.of().formatHex(bytes));
                Files.move(fresh, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("A secret of the stack cannot be kept: " + file, e);
        }
    }
}
