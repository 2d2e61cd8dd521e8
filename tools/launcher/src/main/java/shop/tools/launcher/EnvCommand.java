package shop.tools.launcher;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import shop.tools.launcher.supervision.ServiceSettings;
import shop.tools.stack.RunningStack;
import shop.tools.stack.Secrets;
import shop.tools.stack.Service;
import shop.tools.stack.StackPorts;

/** Prints what a service of the running stack is started with. The secrets among it are good for this machine only. */
@Command(
        name = "env",
        description = {
            "Prints the settings with which the running shop starts a service, for an IDE or a debugger.",
            "In a shell: eval \"$(./shop env order)\". Its ports are free after: ./shop stop order"
        },
        mixinStandardHelpOptions = true)
public final class EnvCommand implements Callable<Integer> {

    /** How settings are written down. */
    enum Format {
        /** For {@code eval}. */
        SHELL,
        /** For an IDE and for {@code docker run --env-file}. */
        DOTENV
    }

    @Parameters(paramLabel = "SERVICE", description = "inventory, cart, checkout or order")
    @SuppressWarnings("NullAway.Init")
    private Service service;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "shell",
            description = "shell: lines with export; dotenv: lines of name=value. Default: shell")
    private Format format = Format.SHELL;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RunningStack stack = RunningStack.find();
        Map<String, String> settings =
                ServiceSettings.of(service, new StackPorts(stack.state().edgePort()), Secrets.of(stack.home()));
        settings.forEach((name, value) -> out.println(
                switch (format) {
                    case SHELL -> "export " + name + "='" + value + "'";
                    case DOTENV -> name + "=" + value;
                }));
        out.flush();
        return 0;
    }
}
