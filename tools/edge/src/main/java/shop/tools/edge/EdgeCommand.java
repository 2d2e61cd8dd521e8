package shop.tools.edge;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.tools.stack.StackHome;

/** The front door alone, as the Compose stack runs it in place of the load balancer. Not for people. */
@Command(name = "edge", hidden = true)
public final class EdgeCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "8080")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stopped::countDown));
        try (var edge = Edge.inNetwork(StackHome.fromEnvironment().project(), port)) {
            edge.prepare();
            edge.open();
            stopped.await();
        }
        return 0;
    }
}
