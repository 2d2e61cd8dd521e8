package shop.tools.bootstrap;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Something that must happen if this program is interrupted before {@link #close}. */
final class AtExit implements AutoCloseable {

    private final Optional<Thread> hook;

    private AtExit(Optional<Thread> hook) {
        this.hook = hook;
    }

    static AtExit run(Runnable action) {
        var hook = new Thread(action);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return new AtExit(Optional.of(hook));
        } catch (IllegalStateException e) {
            // An interrupt is being dealt with; a second one changes nothing.
            return new AtExit(Optional.empty());
        }
    }

    /** Does not return if the program is being interrupted meanwhile: nothing else is to begin then. */
    @Override
    public void close() {
        try {
            hook.ifPresent(Runtime.getRuntime()::removeShutdownHook);
        } catch (IllegalStateException e) {
            while (true) {
                LockSupport.park();
            }
        }
    }
}
