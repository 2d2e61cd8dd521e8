package shop.tools.edge;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.tools.stack.StackHome;

/** The front door in place of the load balancer, in the local stack and in Compose. Not for people. */
@Command(name = "edge", hidden = true)
public final class EdgeCommand implements Callable<Integer> {

    @Option(names = "--address", defaultValue = "127.0.0.1", description = "Where to listen. Default: 127.0.0.1")
    private String address = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8080")
    private int port;

    @Option(
            names = "--upstream",
            paramLabel = "SERVICE=URI",
            description = "Where a Kubernetes Service is reached: http://host:port, or file:///folder for a built"
                    + " storefront. Default: by its name, at the port of the Ingress manifest.")
    private Map<String, URI> upstreams = new HashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        try (var edge = new Edge(StackHome.fromEnvironment().project(), new Upstreams(upstreams), address, port)) {
            edge.start();
            edge.awaitStop();
        }
        return 0;
    }
}
