package shop.tools.launcher;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.tools.launcher.supervision.Request;
import shop.tools.stack.RunningStack;

/** Takes what is built now into the running stack. The script builds before it calls this. */
@Command(
        name = "restart",
        description = {
            "Builds what a component needs and starts it again in the running shop, while the rest goes on.",
            "Exit code: 0 it is healthy again, 1 it is not."
        },
        mixinStandardHelpOptions = true)
public final class RestartCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "COMPONENT", description = "e.g. order; ./shop status names all")
    @SuppressWarnings("NullAway.Init")
    private List<String> components;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        var changes = new RequestedChanges(RunningStack.find(), Request.RESTART, components, out);
        return changes.follow() ? 0 : 1;
    }
}
