package shop.tools.edge;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.tools.stack.StackHome;

/** The operators' console of a stack on this machine. Not for people: {@code ./shop up} starts it. */
@Command(name = "console", hidden = true)
public final class ConsoleCommand implements Callable<Integer> {

    /** Nobody else's: the console is for whoever sits at this machine. */
    private static final String ADDRESS = "127.0.0.1";

    @Option(names = "--port", required = true)
    private int port;

    @Option(
            names = "--service",
            paramLabel = "SERVICE=URI",
            description = "Where the management port of a service is, such as order=http://127.0.0.1:18094.")
    private Map<String, URI> services = new HashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        var dist = StackHome.fromEnvironment().project().resolve("storefront/dist-console");
        try (var console = new Edge(new ConsoleHandler(dist, services), ADDRESS, port)) {
            console.start();
            console.awaitStop();
        }
        return 0;
    }
}
