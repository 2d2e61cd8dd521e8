package shop.stack;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.stack.supervision.Supervisor;

/** What {@code up} starts: the process that keeps a stack running. Not for people. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--fresh")
    private boolean fresh;

    @Override
    public Integer call() throws InterruptedException {
        return new Supervisor(StackHome.fromEnvironment(), new StackPorts(port)).run(fresh);
    }
}
