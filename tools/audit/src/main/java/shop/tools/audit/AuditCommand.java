package shop.tools.audit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
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
                "Read every database and every topic and prove the invariants for all that ever happened in this stack."
                        + " With --watch: go on, read what is new in each round, and prove it.",
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = AuditCommand.TROUBLE,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every invariant holds",
            "1:an invariant is broken; with --watch: a round has found one broken",
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
            description = {
                "Seconds to wait for the pipeline to be quiet. Default: 30.",
                "With --watch: seconds without news after which an order is judged."
            })
    private int settleSeconds = 30;

    @ArgGroup(exclusive = false, heading = "%nContinuously:%n")
    private @Nullable Watching watching;

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
            if (watching != null) {
                return watching.run(stack, Duration.ofSeconds(settleSeconds), out);
            }
            AuditReport report =
                    Audit.of(stack, Duration.ofSeconds(settleSeconds)).report();
            out.println(
                    json
                            ? new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report)
                            : report.text());
            return report.holds() ? 0 : 1;
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (NotRunningException | Audit.NotQuietException e) {
            err.println(e.getMessage());
        } catch (SQLException e) {
            err.println(trouble(e) + " " + advice(e));
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            err.println(trouble(e) + " Look at the stack with: ./shop status");
        }
        return TROUBLE;
    }

    /** Why something cannot be read, as a sentence. */
    static String trouble(Exception failure) {
        return failure instanceof SQLException
                ? "A database cannot be read: " + failure.getMessage() + "."
                : "Kafka cannot be read: " + rootCause(failure) + ".";
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
        return new StackAddress(
                stack.postgres(),
                stack.bootstrapServers(),
                ServiceDatabase.AUDITOR,
                stack.password(ServiceDatabase.AUDITOR));
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

        @Option(
                names = "--postgres-options",
                paramLabel = "OPTIONS",
                description = "Of every connection, as in a JDBC URL: sslmode=verify-ca&sslrootcert=FILE")
        private String postgresOptions = "";

        @Option(
                names = "--kafka-options",
                paramLabel = "FILE",
                description = "A client.properties with what a Kafka client needs to log in.")
        private @Nullable Path kafkaOptions;

        StackAddress address() throws IOException {
            return new StackAddress(
                    postgres,
                    kafka,
                    System.getenv().getOrDefault("PGUSER", ServiceDatabase.AUDITOR),
                    System.getenv("PGPASSWORD"),
                    postgresOptions,
                    kafkaOptions == null ? Map.of() : properties(kafkaOptions));
        }

        private static Map<String, String> properties(Path file) throws IOException {
            var properties = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
            var options = new HashMap<String, String>();
            properties.stringPropertyNames().forEach(name -> options.put(name, properties.getProperty(name)));
            return options;
        }
    }

    /** What {@code --watch} is asked for. */
    static final class Watching {

        @Option(
                names = "--watch",
                required = true,
                description = "Go on until interrupted: one line and what is broken, in each round.")
        private boolean watch;

        @Option(
                names = "--every",
                paramLabel = "S",
                defaultValue = "15",
                description = "Seconds between rounds. Default: 15.")
        private int everySeconds = 15;

        @Option(
                names = "--since",
                paramLabel = "MIN",
                defaultValue = "15",
                description = "Begin with what was written so many minutes ago. Default: 15.")
        private int sinceMinutes = 15;

        @Option(names = "--rounds", paramLabel = "N", defaultValue = "0", description = "End after N rounds.")
        private int rounds;

        @Option(
                names = "--metrics-port",
                paramLabel = "PORT",
                defaultValue = "-1",
                description = "Serve metrics for Prometheus under /metrics.")
        private int metricsPort = -1;

        private int run(StackAddress stack, Duration settle, PrintWriter out) throws IOException, InterruptedException {
            var since = Duration.ofMinutes(sinceMinutes);
            try (WatchMetrics metrics = WatchMetrics.served(metricsPort)) {
                var loop = new WatchLoop(new Watch(stack, settle, Instant.now().minus(since)), metrics, out);
                // So that somebody who ends it gets its verdict too.
                var verdict = new Thread(() -> Runtime.getRuntime().halt(loop.end()));
                Runtime.getRuntime().addShutdownHook(verdict);
                loop.run(Duration.ofSeconds(everySeconds), rounds == 0 ? Integer.MAX_VALUE : rounds);
                Runtime.getRuntime().removeShutdownHook(verdict);
                return loop.end();
            }
        }
    }
}
