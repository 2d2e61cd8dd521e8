package shop.tools.client;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;

/** {@code ./shop order}: exit 0 for the answer that was wished for, 1 for a rejection, 2 if there is no answer. */
@Command(
        name = "order",
        description = "Place one order as a shopper would and follow it to its final answer.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the order was confirmed (with --cancel: cancelled)",
            "1:the order was rejected, or could not be cancelled",
            "2:the shop is not running, refused the checkout or did not answer in time"
        })
public final class OrderCommand implements Callable<Integer> {

    /** One line of the order. */
    static final class Line {

        @Option(
                names = "--sku",
                paramLabel = "SKU",
                description = "What to order. Default: the first that is in stock.")
        @Nullable String sku;

        @Option(names = "--quantity", paramLabel = "N", description = "How many. Default: 1.")
        int quantity = 1;
    }

    private final Supplier<URI> edge;

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<Line> lines = new ArrayList<>();

    @Option(names = "--cancel", description = "Cancel the order once it is confirmed.")
    private boolean cancel;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for each answer. Default: 30.")
    private int timeoutSeconds = 30;

    @Option(
            names = "--shop",
            paramLabel = "URL",
            description = "Where the shop answers. Default: what ./shop up started.")
    private @Nullable URI address;

    @Option(names = "--json", description = "Print one JSON document instead of lines.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    public OrderCommand() {
        this(() -> RunningStack.find().edge());
    }

    /** @param edge where the shop answers, asked when the command runs */
    OrderCommand(Supplier<URI> edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        OrderReport report = json ? new OrderReport.Json(out) : new OrderReport.Text(out);
        try (ShopClient shop = new ShopClient(address == null ? edge.get() : address)) {
            return new Purchase(new ShopperSession(shop), Duration.ofSeconds(timeoutSeconds), report)
                    .run(lines, cancel);
        } catch (VerbFailedException | NotRunningException e) {
            command.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }
}
