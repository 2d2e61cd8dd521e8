package shop.tools.shop;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import shop.tools.audit.AuditCommand;
import shop.tools.client.LoadCommand;
import shop.tools.client.OrderCommand;
import shop.tools.client.seed.SeedCommand;
import shop.tools.edge.EdgeCommand;
import shop.tools.launcher.DoctorCommand;
import shop.tools.launcher.DownCommand;
import shop.tools.launcher.LogsCommand;
import shop.tools.launcher.StatusCommand;
import shop.tools.launcher.SuperviseCommand;
import shop.tools.launcher.UpCommand;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RefusedException;
import shop.tools.training.TrainCommand;

/**
 * The main class behind {@code ./shop}.
 *
 * <p>A verb is a {@code Callable<Integer>} named below; its result is the exit code. Expected refusals are printed by the
 * verb itself; an exception that carries a sentence for people ({@link NotRunningException}, {@link RefusedException}) is
 * printed without its stack trace, and the exit code is 1.
 */
@Command(
        name = "shop",
        description = "The whole shop on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            OrderCommand.class,
            LoadCommand.class,
            AuditCommand.class,
            DoctorCommand.class,
            ScriptVerbs.TestVerb.class,
            ScriptVerbs.BuildVerb.class,
            ScriptVerbs.TrainVerb.class,
            ScriptVerbs.JdkVerb.class,
            SuperviseCommand.class,
            EdgeCommand.class,
            SeedCommand.class,
            TrainCommand.class
        })
public final class Shop implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Shop())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
                    if (problem instanceof NotRunningException || problem instanceof RefusedException) {
                        commandLine.getErr().println(problem.getMessage());
                        return 1;
                    }
                    throw problem;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which verb? ./shop --help lists them.");
    }
}
