package shop.tools.launcher.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long a process that is starting has got no further: it wrote nothing to its log and left the processor to others.
 *
 * <p>On a machine that is busy with something else a start is slow, and that is no failure. Not safe for use by several threads.
 */
final class StartProgress {

    /** Long enough to tell a process that works from one that waits and only looks at its clocks. */
    private static final Duration WINDOW = Duration.ofSeconds(10);
    /** Of one processor. What a JVM with nothing to do needs is below it. */
    private static final double WORKS = 0.05;

    private final Supplier<Duration> cpu;
    private final LongSupplier logLength;
    private final InstantSource clock;

    private long lengthSeen;
    private Duration cpuSeen;
    private Instant windowBegan;
    private Instant lastProgress;

    StartProgress(Supplier<Duration> cpu, LongSupplier logLength, InstantSource clock) {
        this.cpu = cpu;
        this.logLength = logLength;
        this.clock = clock;
        this.lengthSeen = logLength.getAsLong();
        this.cpuSeen = cpu.get();
        this.windowBegan = clock.instant();
        this.lastProgress = windowBegan;
    }

    static StartProgress of(Process process, Path log) {
        return new StartProgress(
                () -> process.info().totalCpuDuration().orElse(Duration.ZERO),
                () -> length(log),
                InstantSource.system());
    }

    /** Looks, and says how long nothing was seen. */
    Duration standstill() {
        Instant now = clock.instant();
        long length = logLength.getAsLong();
        if (length != lengthSeen) {
            lengthSeen = length;
            lastProgress = now;
        }
        Duration window = Duration.between(windowBegan, now);
        if (window.compareTo(WINDOW) >= 0) {
            Duration used = cpu.get();
            if (used.minus(cpuSeen).toMillis() >= WORKS * window.toMillis()) {
                lastProgress = now;
            }
            cpuSeen = used;
            windowBegan = now;
        }
        return Duration.between(lastProgress, now);
    }

    private static long length(Path log) {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
