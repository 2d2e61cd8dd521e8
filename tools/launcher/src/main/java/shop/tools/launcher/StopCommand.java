package shop.tools.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.tools.launcher.supervision.Request;
import shop.tools.stack.RefusedException;
import shop.tools.stack.RunningStack;
import shop.tools.stack.StackState.Phase;

/** Stops one component, for somebody who runs it in an IDE instead. */
@Command(
        name = "stop",
        description = {
            "Stops a component and leaves the rest running, e.g. to run it in an IDE with what ./shop env prints.",
            "./shop restart starts it again."
        },
        mixinStandardHelpOptions = true)
public final class StopCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "COMPONENT", description = "e.g. order; ./shop status names all")
    @SuppressWarnings("NullAway.Init")
    private List<String> components;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        RunningStack stack = RunningStack.find();
        if (stack.state().phase() != Phase.RUNNING) {
            throw new RefusedException("The shop is not up yet, or going down. Look at it with: ./shop status");
        }
        var changes = new RequestedChanges(stack, Request.STOP, components, out);
        return changes.follow() ? 0 : 1;
    }
}
