package shop.tools.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import shop.tools.launcher.supervision.JavaPrograms;
import shop.tools.launcher.supervision.ShopProgram;
import shop.tools.launcher.supervision.Supervisor;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** What {@code up} starts: the process that keeps a stack running. Not for people. */
@Command(name = "supervise", hidden = true)
public final class SuperviseCommand implements Callable<Integer> {

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--fresh")
    private boolean fresh;

    @Option(names = "--separate")
    private boolean separate;

    @Override
    public Integer call() throws InterruptedException {
        StackHome home = StackHome.fromEnvironment();
        var program = new ShopProgram(home, new JavaPrograms(home)::tools);
        return new Supervisor(home, new StackPorts(port), program, separate).run(fresh);
    }
}
