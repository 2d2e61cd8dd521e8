package shop.tools.launcher.supervision;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One process of the stack, as its {@link ProcessSupervisor} needs it: how it is started, checked and stopped. */
interface Part {

    String name();

    int port();

    String url();

    /**
     * Starts the process and does not wait for it.
     *
     * @throws IllegalStateException with a sentence for people, if it cannot be started at all
     */
    Process launch();

    /** Whether it answers now. */
    boolean ready();

    /** Done once, when the process is ready for the first time and before the others hear of it. */
    default void prepare() {}

    /** Asks the process to end in order and waits for it; kills it when it takes longer than {@link #grace()}. */
    default void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(grace().toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** How long a stop may take. The first one of a new build takes longer: the JVM writes its class archive. */
    default Duration grace() {
        return Duration.ofSeconds(30);
    }

    /** How long a start may stand still. One that gets on may take longer: the machine may be busy with something else. */
    default Duration patience() {
        return Duration.ofMinutes(4);
    }

    /** How many starts may fail before the part counts as unable to start, if it has never been healthy. */
    default int attempts() {
        return 1;
    }
}
