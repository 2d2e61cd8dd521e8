package shop.messaging.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A relay as a process of its own, to be killed or paused. It ends when its standard input ends, so with its parent. */
final class RelayProcess implements AutoCloseable {

    private final Process process;

    /** When each line came first, by {@link System#nanoTime()}. */
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    private RelayProcess(Process process) {
        this.process = process;
        Thread.ofVirtual()
                .start(() -> process.inputReader().lines().forEach(line -> {
                    said.putIfAbsent(line, System.nanoTime());
                    System.out.println(process.pid() + ": " + line);
                }));
    }

    static RelayProcess start(OutboxDatabase database, String bootstrapServers) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            return new RelayProcess(new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath,
                            RelayProcess.class.getName(),
                            database.url(),
                            database.slot(),
                            database.roles().relay(),
                            bootstrapServers))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        OutboxRelay relay = Relays.relay(
                Relays.settings(arguments[0], arguments[1], arguments[2]), arguments[3], new SimpleMeterRegistry());
        relay.start();
        Thread.ofVirtual().start(() -> tellStates(relay));
        while (System.in.read() >= 0) {
            // Nothing is ever written: this waits for the parent's end.
        }
        relay.stop();
        System.exit(0);
    }

    private static void tellStates(OutboxRelay relay) {
        RelayStatus.State told = null;
        while (true) {
            RelayStatus.State state = relay.status().state();
            if (state != told) {
                told = state;
                System.out.println(state);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Whether the relay has ever been in this state. */
    boolean hasSaid(String state) {
        return said.containsKey(state);
    }

    /** When it was in this state first, by {@link System#nanoTime()}. */
    long saidAt(String state) {
        return said.get(state);
    }

    /** SIGKILL: the process cannot react. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
