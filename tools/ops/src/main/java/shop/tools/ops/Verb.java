package shop.tools.ops;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs share: where the services are, how the answer is printed, and what the exit code means. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:asked wrongly, or there is no such thing",
            "3:refused by a guard; nothing was changed",
            "4:only a part: a service did not answer, or letters failed",
            "5:somebody else was faster or holds it; nothing was changed"
        })
abstract class Verb implements Callable<Integer> {

    @Mixin
    private Target target = new Target();

    @Option(names = "--json", description = "Print one JSON document instead of lines.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    /** Replaced by tests. */
    UnaryOperator<@Nullable String> environment = System::getenv;

    @Override
    public final Integer call() {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        var conversation = new Conversation(commandLine.getOut(), commandLine.getErr(), json);
        try (Services services = target.services(environment)) {
            run(services, conversation);
            return conversation.end();
        } catch (OpsFailure e) {
            commandLine.getErr().println(Printable.of(String.valueOf(e.getMessage())));
            commandLine.getErr().flush();
            return e.exitCode();
        }
    }

    /** @throws OpsFailure if it cannot go on */
    abstract void run(Services services, Conversation conversation);
}
