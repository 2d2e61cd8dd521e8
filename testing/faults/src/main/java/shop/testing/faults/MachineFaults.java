package shop.testing.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can happen to the network and the disks. Made in namespaces of the suite's own, so nobody else on the machine sees them. */
final class MachineFaults {

    private static final List<String> SERVERS = List.of("kafka", "postgres");

    private MachineFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                        SERVERS.stream().map(MachineFaults::lossy),
                        SERVERS.stream().map(MachineFaults::oneWay),
                        Stream.of("order", "inventory", "checkout").map(MachineFaults::vanished),
                        Stream.of(slow()),
                        SERVERS.stream().map(MachineFaults::diskFull))
                .flatMap(one -> one);
    }

    private static Fault lossy(String server) {
        return Fault.of(
                        "lossy-network-" + server,
                        "5 % of all packets to and from it lost, for 5 to 9 s",
                        "slower, and nothing else",
                        (shop, moments) -> {
                            String port = String.valueOf(shop.port(server));
                            List<String> some = List.of("-m", "statistic", "--mode", "random", "--probability", "0.05");
                            filtered(
                                    moments,
                                    5000,
                                    9000,
                                    List.of(rule("--dport", port, some), rule("--sport", port, some)));
                        })
                .needing(Needs.LOST_PACKETS);
    }

    private static Fault oneWay(String server) {
        return Fault.of(
                        "one-way-cut-" + server,
                        "what it is sent arrives, what it answers is lost, for 4 to 9 s",
                        "what was done without an answer is not done twice",
                        (shop, moments) -> filtered(
                                moments,
                                4000,
                                9000,
                                List.of(rule("--sport", String.valueOf(shop.port(server)), List.of()))))
                .needing(Needs.LOST_PACKETS);
    }

    private static List<String> rule(String side, String port, List<String> when) {
        List<String> rule = new ArrayList<>(List.of("INPUT", "-p", "tcp", side, port));
        rule.addAll(when);
        rule.addAll(List.of("-j", "DROP"));
        return rule;
    }

    private static void filtered(Moments moments, int least, int most, List<List<String>> rules) throws Exception {
        List<List<String>> made = new ArrayList<>();
        try {
            for (List<String> rule : rules) {
                iptables("-A", rule);
                made.add(rule);
            }
            moments.pause(least, most);
        } finally {
            for (List<String> rule : made) {
                iptables("-D", rule);
            }
        }
    }

    private static void iptables(String what, List<String> rule) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("iptables", "-w", what));
        command.addAll(rule);
        TestedShop.program(command.toArray(String[]::new));
    }

    /** As if its machine had gone: the servers keep its connections, and its relay's slot, until they notice. */
    private static Fault vanished(String service) {
        return Fault.of(
                        "vanished-" + service,
                        "kill -9 while no packet of its connections arrives: half-open connections for 12 s",
                        "its successor waits for the slot until the server gives it up, after ten seconds",
                        (shop, moments) -> {
                            List<List<String>> rules = connections(shop, service).stream()
                                    .map(port -> rule("--sport", port, List.of()))
                                    .toList();
                            shop.kill(service);
                            filtered(moments, 12_000, 12_000, rules);
                        })
                .needing(Needs.LOST_PACKETS);
    }

    /** The local ports of a process's connections to the servers. */
    private static List<String> connections(TestedShop shop, String service) throws IOException {
        Process list = new ProcessBuilder("ss", "-Htnp").start();
        String all = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Pattern toServer = Pattern.compile(
                "^ESTAB.*:(\\d+)\\s+\\S+:(" + shop.port("kafka") + "|" + shop.port("postgres") + ")\\s.*pid="
                        + shop.pid(service) + ",.*$",
                Pattern.MULTILINE);
        List<String> ports =
                toServer.matcher(all).results().map(match -> match.group(1)).toList();
        if (ports.isEmpty()) {
            throw new IOException(service + " has no connections to the servers: " + all);
        }
        return ports;
    }

    private static Fault slow() {
        return Fault.of(
                        "slow-network",
                        "every packet 200 ms ± 100 ms late, for 6 s",
                        "slower, and nothing else",
                        (shop, moments) -> {
                            TestedShop.program(
                                    "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "200ms", "100ms");
                            try {
                                moments.pause(6000, 6000);
                            } finally {
                                TestedShop.program("tc", "qdisc", "del", "dev", "lo", "root");
                            }
                        })
                .needing(Needs.LATE_PACKETS);
    }

    private static Fault diskFull(String server) {
        return Fault.of(
                        "disk-full-" + server,
                        "its data moved to a file system that then has no room left, for 4 to 8 s",
                        server.equals("kafka")
                                ? "orders are accepted meanwhile; the broker is started again and goes on"
                                : "orders are refused or unknown; the server recovers and goes on",
                        (shop, moments) -> {
                            Path data = shop.folder().resolve("data").resolve(server);
                            Path aside = shop.folder().resolve(server + "-aside");
                            move(shop, server, () -> {
                                TestedShop.program("mv", data.toString(), aside.toString());
                                TestedShop.program("mkdir", data.toString());
                                TestedShop.program(
                                        "mount", "-t", "tmpfs", "-o", "size=3g,mode=700", "tmpfs", data.toString());
                                TestedShop.program("cp", "-a", aside + "/.", data.toString());
                            });
                            try {
                                moments.pause(1000, 3000);
                                // Smaller than what it holds is refused, so there is a little room, which is soon used
                                // up.
                                shrink(data);
                                moments.pause(4000, 8000);
                            } finally {
                                TestedShop.program("mount", "-o", "remount,size=3g", data.toString());
                                shop.awaitHealthy(server, Duration.ofSeconds(60));
                                move(shop, server, () -> {
                                    TestedShop.program("rm", "-rf", aside.toString());
                                    TestedShop.program("cp", "-a", data.toString(), aside.toString());
                                    TestedShop.program("umount", data.toString());
                                    TestedShop.program("rmdir", data.toString());
                                    TestedShop.program("mv", aside.toString(), data.toString());
                                });
                            }
                        })
                .needing(Needs.SMALL_DISK);
    }

    private static void shrink(Path data) throws IOException, InterruptedException {
        Process used = new ProcessBuilder("df", "-k", "--output=used", data.toString()).start();
        List<String> lines = new String(used.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        long kilobytes = Long.parseLong(lines.getLast().strip());
        TestedShop.program("mount", "-o", "remount,size=" + (kilobytes + 64) + "k", data.toString());
    }

    /** Something that is done while a server is stopped. */
    @FunctionalInterface
    private interface Move {
        void run() throws Exception;
    }

    private static void move(TestedShop shop, String server, Move move) throws Exception {
        shop.run("stop", server);
        try {
            move.run();
        } finally {
            shop.run("restart", server);
        }
    }
}
