package shop.tools.audit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
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
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;
import shop.tools.stack.Service;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./shop audit}: exit 0 if every invariant holds, 1 if one is broken, 2 for trouble. */
@Command(
        name = "audit",
        description =
                "Read every database and every topic and prove the invariants for all that ever happened in this stack.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every invariant holds",
            "1:an invariant is broken",
            "2:trouble: not everything could be read, or orders went on meanwhile"
        })
public final class AuditCommand implements Callable<Integer> {

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
            AuditReport report = audit(Duration.ofSeconds(settleSeconds));
            out.println(
                    json
                            ? new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report)
                            : report.text());
            return report.holds() ? 0 : 1;
        } catch (NotRunningException | NotQuietException e) {
            err.println(e.getMessage());
        } catch (SQLException e) {
            err.println("A database cannot be read: " + e.getMessage() + ". Look at the stack with: ./shop status");
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            err.println("Kafka cannot be read: " + rootCause(e) + ". Look at the stack with: ./shop status");
        }
        return 2;
    }

    private AuditReport audit(Duration settle)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        if (servers != null) {
            return audit(servers::connect, servers.kafka, settle);
        }
        RunningStack stack = RunningStack.find();
        return audit(database -> stack.connect(service(database)), stack.bootstrapServers(), settle);
    }

    /**
     * Topics are read before tables: what a table holds beyond them is younger, and nothing is if all is quiet.
     *
     * @throws NotQuietException if the shop went on while it was read and what was read does not fit together: that may be
     *     because it was read at different moments, so nothing can be said
     */
    static AuditReport audit(Databases.Connector databases, String bootstrapServers, Duration settle)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var stillness = new Stillness(databases, bootstrapServers);
        Stillness.Look before = stillness.await(settle);
        Topics.Content topics = new Topics(bootstrapServers).read();
        AuditReport report =
                AuditReport.of(new Databases(databases).read(topics.records()), before.underway(), topics.forgotten());
        if (!report.holds() && wentOn(before, stillness.look())) {
            throw new NotQuietException();
        }
        return report;
    }

    /** What was stuck before and still is at the same place did not go on: that is a finding. */
    private static boolean wentOn(Stillness.Look before, Stillness.Look after) {
        boolean stirred = before.underway().isEmpty() && !after.underway().isEmpty();
        return stirred || !after.ends().equals(before.ends());
    }

    /** The shop went on while it was audited. */
    static final class NotQuietException extends RuntimeException {

        NotQuietException() {
            super("Orders went on while the audit read, so it cannot judge. Let them end and audit again.");
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** A stack that somebody else started: Compose, or one in the cloud. */
    static final class Servers {

        @Option(
                names = "--postgres",
                paramLabel = "HOST:PORT",
                required = true,
                description =
                        "Audit the databases on this server. The environment's PGUSER (default: postgres) and PGPASSWORD must"
                                + " be able to read all of them.")
        private String postgres = "";

        @Option(
                names = "--kafka",
                paramLabel = "HOST:PORT",
                required = true,
                description = "Audit the topics of this broker.")
        private String kafka = "";

        Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(
                    "jdbc:postgresql://" + postgres + "/" + database,
                    System.getenv().getOrDefault("PGUSER", "postgres"),
                    System.getenv("PGPASSWORD"));
        }
    }

    private static Service service(String database) {
        return Service.valueOf(database.toUpperCase(Locale.ROOT));
    }
}
