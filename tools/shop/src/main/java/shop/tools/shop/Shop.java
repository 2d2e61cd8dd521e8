package shop.tools.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import shop.tools.audit.AuditCommand;
import shop.tools.client.LoadCommand;
import shop.tools.client.OrderCommand;
import shop.tools.client.seed.SeedCommand;
import shop.tools.edge.ConsoleCommand;
import shop.tools.edge.EdgeCommand;
import shop.tools.launcher.DownCommand;
import shop.tools.launcher.EnvCommand;
import shop.tools.launcher.LogsCommand;
import shop.tools.launcher.RestartCommand;
import shop.tools.launcher.StatusCommand;
import shop.tools.launcher.StopCommand;
import shop.tools.launcher.SuperviseCommand;
import shop.tools.launcher.UpCommand;
import shop.tools.ops.OpsCommand;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RefusedException;

/**
 * The main class behind {@code ./shop}.
 *
 * <p>A verb is a {@code Callable<Integer>}; its result is the exit code. Expected refusals are printed by the verb itself; an
 * exception that carries a sentence for people ({@link NotRunningException}, {@link RefusedException}) is printed without its
 * stack trace, and the exit code is 1.
 *
 * <p>Only the verb that is asked for is loaded: that is a good part of the time that a short one takes.
 */
public final class Shop {

    private static final int MISUSED = 2;

    private Shop() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    @SuppressWarnings("SystemOut")
    static int run(String... args) {
        String verb = args.length == 0 ? "--help" : args[0];
        if (verb.equals("--help") || verb.equals("-h") || verb.equals("help")) {
            System.out.print(usage());
            return 0;
        }
        Object command = command(verb);
        if (command == null) {
            System.err.println("There is no verb " + verb + ". ./shop --help lists them.");
            return MISUSED;
        }
        return commandLine(verb, command).execute(Arrays.copyOfRange(args, 1, args.length));
    }

    private static @Nullable Object command(String verb) {
        return switch (verb) {
            case "up" -> new UpCommand();
            case "down" -> new DownCommand();
            case "status" -> new StatusCommand();
            case "logs" -> new LogsCommand();
            case "order" -> new OrderCommand();
            case "load" -> new LoadCommand();
            case "audit" -> new AuditCommand();
            case "ops" -> new OpsCommand();
            case "restart" -> new RestartCommand();
            case "stop" -> new StopCommand();
            case "env" -> new EnvCommand();
            case "doctor" -> new DoctorCommand();
            // Not for people.
            case "supervise" -> new SuperviseCommand();
            case "edge" -> new EdgeCommand();
            case "console" -> new ConsoleCommand();
            case "seed" -> new SeedCommand();
            default -> null;
        };
    }

    private static CommandLine commandLine(String verb, Object command) {
        return new CommandLine(command)
                .setCommandName("shop " + verb)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((problem, commandLine, parsed) -> {
                    if (problem instanceof NotRunningException || problem instanceof RefusedException) {
                        commandLine.getErr().println(problem.getMessage());
                        return 1;
                    }
                    throw problem;
                });
    }

    /** The script shows the same file when nothing is built. */
    private static String usage() {
        try (var text = Objects.requireNonNull(Shop.class.getResourceAsStream("usage.txt"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
