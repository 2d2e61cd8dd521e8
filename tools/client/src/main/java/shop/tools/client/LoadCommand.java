package shop.tools.client;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;
import tools.jackson.databind.JsonNode;

/** {@code ./shop load}: exit 0 if every accepted order has its final answer, 1 if not, 2 if none was accepted. */
@Command(
        name = "load",
        description = {
            "Open-loop load through the edge: orders are due by schedule, whatever the answers do, and the time to accept"
                    + " counts from when an order was due (no coordinated omission).",
            "Each order is a shopper of its own with one unit of a random product that is in stock."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every accepted order has a final answer",
            "1:an accepted order has no final answer",
            "2:the shop is not running, or nothing was accepted"
        })
public final class LoadCommand implements Callable<Integer> {

    private final Supplier<URI> edge;

    @Option(names = "--rate", paramLabel = "R", required = true, description = "Orders per second.")
    private double rate;

    @Option(names = "--duration", paramLabel = "S", required = true, description = "Seconds to measure.")
    private double durationSeconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "10",
            description = "Seconds of rising load before the measured ones: counted, not timed. Default: 10.")
    private double warmUpSeconds = 10;

    @Option(
            names = "--cancel-ratio",
            paramLabel = "P",
            defaultValue = "0",
            description = "Share of the confirmed orders to cancel, 0 to 1. Default: 0.")
    private double cancelRatio;

    @Option(
            names = "--hot-sku",
            paramLabel = "SKU",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Everybody orders this product. Without a value: the first whose SKU begins with HOT-, else the"
                            + " one with the most stock.")
    private @Nullable String hotSku;

    @Option(
            names = "--give-up",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds after which an order that cannot be placed counts as failed. Default: 60.")
    private double giveUpSeconds = 60;

    @Option(
            names = "--patience",
            paramLabel = "S",
            defaultValue = "60",
            description = "Seconds to wait for answers after the last order was due. Default: 60.")
    private double patienceSeconds = 60;

    @Option(
            names = "--shop",
            paramLabel = "URL",
            description = "Where the shop answers. Default: what ./shop up started.")
    private @Nullable URI address;

    @Option(names = "--json", description = "Print the figures as one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    public LoadCommand() {
        this(() -> RunningStack.find().edge());
    }

    /** @param edge where the shop answers, asked when the command runs */
    LoadCommand(Supplier<URI> edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        try (ShopClient shop = new ShopClient(address == null ? edge.get() : address)) {
            LoadReport report =
                    run(shop, plan(command, skus(shop)), command.commandLine().getErr());
            PrintWriter out = command.commandLine().getOut();
            out.println(
                    json ? ShopClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) : report.text());
            out.flush();
            if (report.counts().accepted() == 0) {
                throw new VerbFailedException("No order was accepted. Look at the shop with: ./shop status");
            }
            return report.everyAcceptedOrderIsAnswered() ? 0 : 1;
        } catch (VerbFailedException | NotRunningException e) {
            command.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }

    private static LoadReport run(ShopClient shop, LoadPlan plan, PrintWriter err) throws InterruptedException {
        var figures = new LoadFigures();
        long started = System.nanoTime();
        long cpuBefore = cpuNanos();
        try (var progress = new LoadProgress(figures, plan.schedule().orders(), err)) {
            new LoadRun(shop, plan, figures).run();
        }
        double cpuShare = (cpuNanos() - cpuBefore) / (double) (System.nanoTime() - started);
        return figures.report(plan.schedule(), cpuShare);
    }

    private LoadPlan plan(CommandSpec command, List<String> skus) {
        try {
            return new LoadPlan(
                    new Schedule(rate, seconds(warmUpSeconds), seconds(durationSeconds)),
                    skus,
                    cancelRatio,
                    seconds(giveUpSeconds),
                    seconds(patienceSeconds));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage());
        }
    }

    private List<String> skus(ShopClient shop) throws VerbFailedException, InterruptedException {
        JsonNode products =
                new ShopperSession(shop).products().bodyOf("The product list").path("products");
        List<JsonNode> inStock = StreamSupport.stream(products.spliterator(), false)
                .filter(product -> product.path("available").asInt(0) > 0)
                .toList();
        if (hotSku != null && !hotSku.isEmpty()) {
            return List.of(hotSku);
        }
        if (inStock.isEmpty()) {
            throw new VerbFailedException(
                    "Nothing is in stock. Start with fresh stock: ./shop down && ./shop up --fresh");
        }
        return hotSku == null ? inStock.stream().map(LoadCommand::sku).toList() : List.of(hottest(inStock));
    }

    private static String hottest(List<JsonNode> inStock) {
        return inStock.stream()
                .map(LoadCommand::sku)
                .filter(sku -> sku.startsWith("HOT-"))
                .findFirst()
                .orElseGet(() -> inStock.stream()
                        .max(Comparator.comparingInt(
                                product -> product.path("available").asInt()))
                        .map(LoadCommand::sku)
                        .orElseThrow());
    }

    private static String sku(JsonNode product) {
        return product.path("sku").asString();
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
