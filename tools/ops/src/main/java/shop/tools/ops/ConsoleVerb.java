package shop.tools.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;
import shop.tools.stack.StackPorts;

/** {@code ./shop ops console}: the address by which the console of this machine is opened. */
@Command(
        name = "console",
        description = {
            "Print the address that opens the console in a browser: all of this as pages.",
            "The token behind the # signs in; a browser does not send that part. Treat the line like a password."
        },
        mixinStandardHelpOptions = true)
final class ConsoleVerb implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        try {
            commandLine.getOut().println(address(RunningStack.find()));
            return ExitCodes.OK;
        } catch (NotRunningException | IOException e) {
            commandLine.getErr().println(e.getMessage());
            return ExitCodes.USAGE;
        }
    }

    private static String address(RunningStack stack) throws IOException {
        int port = new StackPorts(stack.state().edgePort()).console();
        return "http://localhost:" + port + "/#token="
                + Files.readString(stack.home().opsTokenFile()).strip();
    }
}
