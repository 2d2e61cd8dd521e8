package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;
import shop.tools.stack.StackHome;

/** Whether there is room to run: programs, write-ahead log and topics grow while the shop is used. */
public final class DiskSpace {

    private static final long MEGABYTE = 1024L * 1024;
    private static final long NEEDED = 1024;

    private DiskSpace() {}

    /** A sentence for people if there is too little. */
    public static Optional<String> missing(StackHome home) {
        long free = freeMegabytes(home);
        return free >= NEEDED
                ? Optional.empty()
                : Optional.of("The disk is nearly full: " + free + " MB are free in " + home.folder()
                        + ", the stack needs " + NEEDED + " MB. Free some space, or point SHOP_HOME at another disk.");
    }

    public static long freeMegabytes(StackHome home) {
        try {
            Files.createDirectories(home.folder());
            return Files.getFileStore(home.folder()).getUsableSpace() / MEGABYTE;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder cannot be used: " + home.folder(), e);
        }
    }
}
