package shop.tools.launcher.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import shop.build.localservers.LogTail;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/**
 * Fills inventory with the demo catalogue, once in the life of the data: the verb {@code seed} of this program, in a process
 * that ends.
 *
 * <p>Seeding again changes nothing, so one that was cut off is simply repeated at the next start.
 */
final class Seeding {

    private static final String NAME = "seed";
    private static final int SHOWN = 5;

    private final StackHome home;
    private final StackPorts ports;
    private final ShopProgram program;
    private final AtomicReference<@Nullable Process> process = new AtomicReference<>();
    private volatile boolean cancelled;

    Seeding(StackHome home, StackPorts ports, ShopProgram program) {
        this.home = home;
        this.ports = ports;
        this.program = program;
    }

    boolean done() {
        return Files.exists(marker());
    }

    /**
     * Returns when the catalogue is there. Inventory must answer.
     *
     * @throws IllegalStateException with a sentence for people, if it cannot be put in or {@link #cancel()} was called
     */
    void run() throws InterruptedException {
        Process seed = program.start(
                NAME,
                List.of(),
                _ -> List.of(
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dshop.home=" + home.folder(),
                        "-Dshop.component=" + NAME),
                List.of("seed", "--inventory=http://127.0.0.1:" + ports.api(Service.INVENTORY)));
        process.set(seed);
        if (cancelled) {
            seed.destroyForcibly();
        }
        int exitCode = seed.waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException("The seeding ended with exit code " + exitCode + ". The end of "
                    + home.log(NAME) + ":\n" + String.join("\n", new LogTail(home.log(NAME)).last(SHOWN)));
        }
        try {
            Files.createFile(marker());
        } catch (IOException e) {
            throw new IllegalStateException("The mark of the seeding cannot be written: " + marker(), e);
        }
    }

    /** Ends the process if it runs. */
    void cancel() {
        cancelled = true;
        Process running = process.get();
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private Path marker() {
        return home.data().resolve("catalogue-seeded");
    }
}
