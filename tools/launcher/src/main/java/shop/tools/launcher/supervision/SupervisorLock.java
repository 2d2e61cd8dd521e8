package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import shop.tools.stack.StackHome;

/** One supervisor per folder. The system lets go of the lock when its holder dies, however it dies. */
public final class SupervisorLock implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private SupervisorLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Empty if another process holds it. */
    public static Optional<SupervisorLock> tryAcquire(StackHome home) {
        try {
            Files.createDirectories(home.folder());
            var channel = FileChannel.open(
                    home.folder().resolve("supervisor.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new SupervisorLock(channel, lock));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder cannot be used: " + home.folder(), e);
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
