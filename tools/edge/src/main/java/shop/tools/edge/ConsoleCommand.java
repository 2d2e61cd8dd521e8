package shop.tools.edge;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import shop.tools.stack.StackHome;

/** The operators' console. {@code ./shop up} and Compose start it; in a cluster, whoever needs it does, in the operators' pod. */
@Command(name = "console", hidden = true)
public final class ConsoleCommand implements Callable<Integer> {

    private static final String ADDRESSES = "SHOP_OPS_AT";

    @Option(
            names = "--address",
            defaultValue = "127.0.0.1",
            description = "Where to listen. Nobody else's by default: the console is for whoever sits at this machine.")
    private String address = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8086")
    private int port;

    @Option(
            names = "--service",
            paramLabel = "SERVICE=URI",
            split = ",",
            description = "Where the management port of a service is, such as order=http://127.0.0.1:18094. Default: "
                    + ADDRESSES + " in the environment, as for shop ops.")
    private Map<String, URI> services = new HashMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var dist = StackHome.fromEnvironment().project().resolve("storefront/dist-console");
        try (var console = new Edge(new ConsoleHandler(dist, addresses()), address, port)) {
            console.start();
            console.awaitStop();
        }
        return 0;
    }

    private Map<String, URI> addresses() {
        if (!services.isEmpty()) {
            return services;
        }
        var addresses = new HashMap<String, URI>();
        for (String one : System.getenv().getOrDefault(ADDRESSES, "").split(",")) {
            String[] parts = one.strip().split("=", 2);
            if (parts.length != 2) {
                throw new ParameterException(
                        spec.commandLine(), ADDRESSES + " must be like order=http://order-api:9080,cart=…");
            }
            addresses.put(parts[0], URI.create(parts[1]));
        }
        return addresses;
    }
}
