package shop.tools.audit;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import shop.build.localservers.ServiceDatabase;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./shop audit}: exit 0 if every invariant holds, 1 if one is broken, 2 for trouble. */
@Command(
        name = "audit",
        description =
                "Read every database and every topic and prove the invariants for all that ever happened in this stack.",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = AuditCommand.TROUBLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every invariant holds",
            "1:an invariant is broken",
            "2:trouble: not everything could be read, or orders went on meanwhile"
        })
public final class AuditCommand implements Callable<Integer> {

    static final int TROUBLE = 2;

    /** SQL states of a role that is not there, may not connect or may not read. */
    private static final String NOT_ADMITTED = "28...|42501";

    @ArgGroup(exclusive = false)
    private @Nullable Servers servers;

    @Option(
            names = "--settle",
            paramLabel = "S",
            defaultValue = "30",
            description = "Seconds to wait for the pipeline to be quiet. Default: 30.")
    private int settleSeconds = 30;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            StackAddress stack = servers == null ? runningStack() : servers.address();
            AuditReport report =
                    Audit.of(stack, Duration.ofSeconds(settleSeconds)).report();
            out.println(
                    json
                            ? new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report)
                            : report.text());
            return report.holds() ? 0 : 1;
        } catch (NotRunningException | Audit.NotQuietException e) {
            err.println(e.getMessage());
        } catch (SQLException e) {
            err.println("A database cannot be read: " + e.getMessage() + ". " + advice(e));
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            err.println("Kafka cannot be read: " + rootCause(e) + ". Look at the stack with: ./shop status");
        }
        return TROUBLE;
    }

    private static String advice(SQLException failure) {
        return String.valueOf(failure.getSQLState()).matches(NOT_ADMITTED)
                ? "The audit reads as the role " + ServiceDatabase.AUDITOR
                        + ", see docs/operations.md; ./shop up makes it in a stack that is older."
                : "Look at the stack with: ./shop status";
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static StackAddress runningStack() {
        RunningStack stack = RunningStack.find();
        return new StackAddress(stack.postgres(), stack.bootstrapServers(), ServiceDatabase.AUDITOR, stack.password());
    }

    /** A stack that somebody else started: Compose, or one in the cloud. */
    static final class Servers {

        @Option(
                names = "--postgres",
                paramLabel = "HOST:PORT",
                required = true,
                description =
                        "Audit the databases on this server, as the environment's PGUSER (default: auditor) with PGPASSWORD.")
        private String postgres = "";

        @Option(
                names = "--kafka",
                paramLabel = "HOST:PORT",
                required = true,
                description = "Audit the topics of this broker.")
        private String kafka = "";

        StackAddress address() {
            return new StackAddress(
                    postgres,
                    kafka,
                    System.getenv().getOrDefault("PGUSER", ServiceDatabase.AUDITOR),
                    System.getenv("PGPASSWORD"));
        }
    }
}
