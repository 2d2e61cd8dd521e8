package shop.testing.faults;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a fault needs of the machine. */
enum Needs {
    NOTHING,
    /** Packets that are lost on purpose, in a network namespace of the suite's own. */
    LOST_PACKETS,
    /** Packets that are delivered late, in a network namespace of the suite's own. */
    LATE_PACKETS,
    /** A file system of a size that can be changed, in a mount namespace of the suite's own. */
    SMALL_DISK,
    /** A library that tells one process another time. */
    WRONG_CLOCK;

    /** @return why the fault cannot be made here; empty if it can */
    Optional<String> missing() {
        return switch (this) {
            case NOTHING -> Optional.empty();
            case LOST_PACKETS ->
                apart().or(() -> works("iptables", "-w", "-L", "INPUT")
                        ? Optional.empty()
                        : Optional.of("iptables does not work here; on Debian and Ubuntu: apt-get install iptables"));
            case LATE_PACKETS ->
                apart().or(() -> works("tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "0ms")
                                && works("tc", "qdisc", "del", "dev", "lo", "root")
                        ? Optional.empty()
                        : Optional.of("this kernel has no netem (tc qdisc)"));
            case SMALL_DISK -> apart();
            case WRONG_CLOCK ->
                ClockFaults.library().isPresent()
                        ? Optional.empty()
                        : Optional.of(
                                "libfaketime is not installed; on Debian and Ubuntu: apt-get install libfaketime");
        };
    }

    /** Whoever starts this program says so; in a network namespace of one's own there is nothing but the loopback device. */
    private static Optional<String> apart() {
        return Boolean.getBoolean("shop.faults.apart") && onlyLoopback()
                ? Optional.empty()
                : Optional.of("it needs a network and mounts of its own: Linux, root and unshare");
    }

    private static boolean onlyLoopback() {
        try {
            return NetworkInterface.networkInterfaces()
                    .allMatch(device -> device.getName().equals("lo"));
        } catch (SocketException e) {
            return false;
        }
    }

    private static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
