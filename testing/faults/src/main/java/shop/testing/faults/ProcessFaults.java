package shop.testing.faults;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Processes that die, stand still, or are started again. */
final class ProcessFaults {

    private static final List<String> COMPONENTS =
            List.of("order", "inventory", "checkout", "cart", "kafka", "postgres", "edge", "replica");

    private ProcessFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                        COMPONENTS.stream().map(ProcessFaults::kill),
                        COMPONENTS.stream().map(ProcessFaults::freeze),
                        Stream.of(killTwo(), away("kafka"), away("postgres"), rollingRestart()))
                .flatMap(one -> one);
    }

    private static Fault kill(String component) {
        return Fault.of(
                "kill-" + component,
                "kill -9, twice at random moments",
                component.equals("replica") ? "shoppers notice nothing" : "it is started again, nobody loses an order",
                (shop, moments) -> {
                    int starts = shop.starts(component);
                    shop.kill(component);
                    awaitStart(shop, component, starts);
                    moments.pause(0, 4000);
                    shop.kill(component);
                });
    }

    private static void awaitStart(TestedShop shop, String component, int starts) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (shop.starts(component) == starts && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private static Fault killTwo() {
        return Fault.of(
                "kill-two-at-once",
                "kill -9 of two components in the same moment",
                "both are started again",
                (shop, moments) -> {
                    String one = moments.oneOf(COMPONENTS);
                    String other = moments.oneOf(COMPONENTS);
                    shop.kill(one);
                    shop.kill(other);
                });
    }

    private static Fault freeze(String component) {
        return Fault.of(
                "freeze-" + component,
                "SIGSTOP of it and its children for 3 to 9 s, then SIGCONT",
                "nothing is decided twice by whoever wakes up late",
                (shop, moments) -> {
                    shop.freeze(component);
                    try {
                        moments.pause(3000, 9000);
                    } finally {
                        shop.thaw(component);
                    }
                });
    }

    private static Fault away(String component) {
        return Fault.of(
                component + "-away",
                "stopped in order for 3 to 8 s, then started",
                component.equals("kafka")
                        ? "orders are accepted meanwhile"
                        : "orders are refused or unknown, never lost",
                (shop, moments) -> {
                    shop.run("stop", component);
                    try {
                        moments.pause(3000, 8000);
                    } finally {
                        shop.run("restart", component);
                    }
                });
    }

    private static Fault rollingRestart() {
        return Fault.of(
                        "rolling-restart",
                        "./shop restart of each service, one after the other, under load",
                        "every order gets its answer",
                        (shop, moments) -> {
                            for (String service : List.of("inventory", "cart", "checkout", "order")) {
                                shop.run("restart", service);
                                moments.pause(0, 1000);
                            }
                        })
                .stoppingInOrder();
    }
}
