package shop.tools.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import shop.tools.bootstrap.BenchOptions.Stage;
import shop.tools.bootstrap.bench.LoadResult;
import shop.tools.bootstrap.bench.ProcessSample;
import shop.tools.bootstrap.bench.RateSearch;
import shop.tools.bootstrap.bench.StackStatus;
import shop.tools.bootstrap.bench.Usage;

/** One shop from its start to its end: what it takes, and how fast it is. */
final class BenchRound {

    static final Path PROC = Path.of("/proc");

    private static final int LOAD_SECONDS = 30;
    private static final int WARM_UP_SECONDS = 60;
    private static final int WARM_SECONDS = 40;
    private static final int RATE_SECONDS = 60;
    private static final int REST_SECONDS = 20;
    /** The rise of a load before its figures count; the load command's own default. */
    private static final Duration RISE = Duration.ofSeconds(10);
    /** A load has started its JVM and is at its full rate so long after its rise. */
    private static final Duration AFTER_RISE = Duration.ofSeconds(5);
    /** Of a load's measured time this much is not sampled, so that its end does not come too early. */
    private static final Duration UNSAMPLED = Duration.ofSeconds(6);

    private final BenchOptions options;
    private final List<String> upOptions;
    private final Path home;
    private final OtherShop shop;
    private final Path log;
    private final Map<String, Double> figures = new LinkedHashMap<>();

    private BenchRound(BenchOptions options, List<String> upOptions, Path home, OtherShop shop, Path log) {
        this.options = options;
        this.upOptions = upOptions;
        this.home = home;
        this.shop = shop;
        this.log = log;
    }

    /**
     * Measures every stage that was asked for. The shop is stopped after it, also after an interrupt.
     *
     * @param upOptions for {@code ./shop up}
     * @return values by figure
     * @throws Refusal if the shop does not start or stop, its audit is not green, or its reports cannot be read
     */
    static Map<String, Double> measure(BenchOptions options, List<String> upOptions, Checkout checkout, int port) {
        Path log = checkout.newLog("bench");
        var environment = Map.of(
                "SHOP_HOME", checkout.home().toString(), "SHOP_PORT", String.valueOf(port), "SHOP_BUILD", "never");
        try (var shop = new OtherShop(checkout, environment, log, () -> {})) {
            var round = new BenchRound(options, upOptions, checkout.home(), shop, log);
            round.run();
            return round.figures;
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }

    private void run() {
        need("down");
        if (options.has(Stage.COLD)) {
            Folders.delete(home.resolve("programs"));
            start("first", "--fresh");
        } else {
            up("--fresh");
        }
        if (options.has(Stage.SECOND)) {
            need("down");
            start("second");
        }
        if (options.has(Stage.WARM) || options.has(Stage.RATE)) {
            Console.say("  warming up ...");
            load(options.rate(), options.seconds(WARM_UP_SECONDS));
        }
        if (options.has(Stage.WARM)) {
            warm();
        }
        if (options.has(Stage.RATE)) {
            figures.put("highest rate borne, orders/s", (double) RateSearch.highestBorne(options.rate(), this::bears));
        }
        if (options.has(Stage.REST)) {
            rest();
        }
        Console.say("  audit ...");
        need("audit");
    }

    private void start(String which, String... more) {
        Console.say("  " + which + " start ...");
        ProcessSample before = ProcessSample.take(PROC, Map.of(), false);
        long began = System.nanoTime();
        up(more);
        figures.put(which + " start, s", (System.nanoTime() - began) / 1e9);
        // Asking for the status would take time of its own, and the load is to begin at once.
        ProcessSample.withArguments(PROC, "-Dshop.home=" + home, "-Dshop.component=supervisor")
                .map(supervisor -> ProcessSample.take(PROC, Map.of(supervisor, "supervisor"), false))
                .ifPresent(after -> figures.putAll(Usage.between(before, after).ofAStart(which + " start")));
        figures.putAll(load(options.rate(), options.seconds(LOAD_SECONDS)).figures(which + " load"));
    }

    private void up(String... more) {
        List<String> verb = new ArrayList<>(List.of("up", "--detach"));
        verb.addAll(List.of(more));
        verb.addAll(upOptions);
        need(verb.toArray(String[]::new));
    }

    private void warm() {
        Console.say("  warm load ...");
        Map<Long, String> processes = StackStatus.processes(shop.output("status", "--json"));
        Duration duration = options.seconds(WARM_SECONDS).plus(UNSAMPLED);
        var usage = inBackground(() -> {
            sleep(RISE.plus(AFTER_RISE));
            ProcessSample before = ProcessSample.take(PROC, withLoadGenerator(processes), false);
            sleep(duration.minus(UNSAMPLED));
            return Usage.between(before, ProcessSample.take(PROC, withLoadGenerator(processes), false));
        });
        figures.putAll(load(options.rate(), duration).figures("warm"));
        figures.putAll(usage.join().perOrder(options.rate()));
    }

    private boolean bears(int rate) {
        LoadResult result = load(rate, options.seconds(RATE_SECONDS));
        Console.say("  " + rate + " orders/s: " + (result.isBorne() ? "borne" : "not borne"));
        return result.isBorne();
    }

    private void rest() {
        Duration rest = options.seconds(REST_SECONDS);
        Console.say("  at rest ...");
        Map<Long, String> processes = StackStatus.processes(shop.output("status", "--json"));
        sleep(rest);
        ProcessSample before = ProcessSample.take(PROC, processes, false);
        sleep(rest);
        ProcessSample after = ProcessSample.take(PROC, processes, true);
        figures.putAll(Usage.between(before, after).atRest(after.memory()));
    }

    private LoadResult load(int rate, Duration duration) {
        return LoadResult.in(shop.output(
                "load", "--json", "--rate", String.valueOf(rate), "--duration", String.valueOf(duration.toSeconds())));
    }

    /** While a load runs it is the only child that this program has: a stack that was started is nobody's child. */
    private static Map<Long, String> withLoadGenerator(Map<Long, String> processes) {
        Map<Long, String> all = new LinkedHashMap<>(processes);
        ProcessHandle.current().children().forEach(child -> all.put(child.pid(), Usage.LOAD_GENERATOR));
        return all;
    }

    private static <T> CompletableFuture<T> inBackground(Supplier<T> task) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                result.complete(task.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void need(String... verb) {
        if (!shop.run(verb)) {
            throw new Refusal("./shop " + String.join(" ", verb) + " failed." + Console.lastLines(log, 15)
                    + "\nAll of it: " + log);
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
