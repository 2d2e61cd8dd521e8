package shop.tools.shop;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shop.tools.bootstrap.Finding;
import shop.tools.bootstrap.Prerequisites;
import shop.tools.launcher.supervision.DiskSpace;
import shop.tools.launcher.supervision.OrphanedProcesses;
import shop.tools.stack.Ports;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;
import shop.tools.stack.StackState;

/** Says what is missing on this machine, for building and for running, and the line that gets it. */
@Command(
        name = "doctor",
        description = {
            "Checks what the shop needs on this machine and prints the line that gets what is missing.",
            "Exit code: 0 nothing is missing, 1 something is."
        },
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {

    private static final long MEGABYTE = 1024L * 1024;
    private static final long MEMORY_NEEDED = 3500;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        StackHome home = StackHome.fromEnvironment();
        List<Finding> findings = new ArrayList<>(Prerequisites.findings());
        findings.add(memory());
        findings.add(new Finding(
                DiskSpace.freeMegabytes(home) + " MB free in " + home.folder(),
                DiskSpace.missing(home).orElse("")));
        if (System.getProperty("user.name").equals("root")) {
            findings.add(userNamespaces());
        }
        Optional<StackState> running = StackState.read(home).filter(StackState::supervised);
        if (running.isPresent()) {
            findings.add(Finding.fine("the shop is running, supervisor is process "
                    + running.get().supervisor().pid()));
        } else {
            List<OrphanedProcesses.Orphan> orphans = OrphanedProcesses.find(home);
            findings.add(orphans(orphans));
            if (orphans.isEmpty()) {
                findings.add(ports());
            }
        }
        return Finding.print(findings, out) ? 0 : 1;
    }

    private static Finding memory() {
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize() / MEGABYTE;
        return new Finding(
                total + " MB of memory",
                total >= MEMORY_NEEDED ? "" : "The stack needs about " + MEMORY_NEEDED + " MB.");
    }

    /** PostgreSQL refuses to run as root, so root runs it in a user namespace of its own. */
    private static Finding userNamespaces() {
        String what = "user namespaces, which PostgreSQL needs under root";
        try {
            Process probe = new ProcessBuilder("unshare", "-U", "true").start();
            return new Finding(
                    what,
                    probe.waitFor() == 0
                            ? ""
                            : "Run ./shop as an ordinary user, or allow them: sysctl -w user.max_user_namespaces=10000");
        } catch (IOException e) {
            return new Finding(what, "Run ./shop as an ordinary user, or: apt-get install util-linux");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.fine(what);
        }
    }

    private static Finding orphans(List<OrphanedProcesses.Orphan> orphans) {
        if (orphans.isEmpty()) {
            return Finding.fine("nothing was left behind by an earlier run");
        }
        return new Finding(
                "processes of an earlier run: "
                        + orphans.stream()
                                .map(l -> l.component() + " (" + l.process().pid() + ")")
                                .collect(Collectors.joining(", ")),
                "./shop down");
    }

    private static Finding ports() {
        String base = System.getenv().getOrDefault("SHOP_PORT", "");
        int edge = base.isEmpty() ? StackPorts.DEFAULT_EDGE : Integer.parseInt(base);
        List<Ports.Taken> taken = Ports.taken(new StackPorts(edge));
        return new Finding(
                "free ports for a shop on " + edge,
                taken.isEmpty()
                        ? ""
                        : taken.stream().map(Ports.Taken::sentence).collect(Collectors.joining("\n"))
                                + "\nStop that process, or choose other ports: ./shop up --port 9080");
    }
}
