package shop.messaging.relay;

import io.micrometer.core.instrument.Counter;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again what {@link Republications} were asked for, in the order of the outbox and not faster than asked.
 *
 * <p>How far it has come is in the database, and is moved on when Kafka has acknowledged a second's worth. So whichever process
 * reads the slot goes on where another one ended, and sends again at most that second's worth.
 */
final class Republisher {

    private static final Logger log = LoggerFactory.getLogger(Republisher.class);

    private static final long SECOND = 1_000_000_000;

    private static final String NEXT_JOB = """
            select id, types, keys, since, until, position, rate, reason, requested_by
            from republications where state = 'RUNNING' order by requested_at limit 1
            """;

    private static final String ROWS = "select " + OutboxRecord.COLUMNS + " " + Republications.CHOSEN
            + " and (?::uuid is null or id > ?::uuid) order by id limit ?";

    private static final String MOVE =
            "update republications set position = ?, published = published + ? where id = ? and state = 'RUNNING'";

    private static final String END =
            "update republications set state = ?, finished_at = now() where id = ? and state = 'RUNNING'";

    private final RelayDatabase database;
    private final Supplier<@Nullable RelayEngine> reader;
    private final Counter published;
    private @Nullable Thread worker;

    /** @param reader the engine of this process if it reads the slot */
    Republisher(RelayDatabase database, Supplier<@Nullable RelayEngine> reader, Counter published) {
        this.database = database;
        this.reader = reader;
        this.published = published;
    }

    private record Job(
            UUID id,
            @Nullable Array types,
            @Nullable Array keys,
            @Nullable Object since,
            Object until,
            @Nullable UUID position,
            int rate,
            String reason,
            String requestedBy) {}

    /** Called every two seconds by one thread. Looks for something to do, and does it in a thread of its own. */
    void look(Connection connection) throws SQLException {
        RelayEngine engine = reader.get();
        boolean works = worker != null && worker.isAlive();
        if (engine != null && !works && next(connection) != null) {
            worker = Thread.ofVirtual().name("outbox-republisher").start(() -> work(engine));
        }
    }

    private void work(RelayEngine engine) {
        try (Connection connection = database.connect()) {
            long begun = System.nanoTime();
            for (Job job = next(connection); job != null && engine == reader.get(); job = next(connection)) {
                if (job.position() == null) {
                    log.warn("Events are published again, as {} asked for: {}", job.requestedBy(), job.reason());
                }
                step(connection, engine, job);
                pauseUntil(begun += SECOND);
            }
        } catch (SQLException | RuntimeException e) {
            log.warn("Events could not be published again; it is tried again in two seconds: {}", e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void step(Connection connection, RelayEngine engine, Job job) throws SQLException {
        List<OutboxRecord> rows = rows(connection, job);
        if (rows.isEmpty()) {
            end(connection, job, Republication.State.DONE);
            log.info("All events that {} asked for are published again.", job.requestedBy());
            return;
        }
        try {
            engine.publishAgain(rows);
        } catch (RefusedEventException e) {
            if (engine.hasFailed() || engine != reader.get()) {
                // Its producer was closed, which is no refusal; the next engine goes on.
                throw e;
            }
            end(connection, job, Republication.State.STOPPED);
            log.error(
                    "What {} asked to be published again is stopped; ask again when this is solved: {}",
                    job.requestedBy(),
                    e.getMessage());
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setObject(1, rows.getLast().id());
            statement.setInt(2, rows.size());
            statement.setObject(3, job.id());
            statement.execute();
        }
        published.increment(rows.size());
    }

    private static void end(Connection connection, Job job, Republication.State state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END)) {
            statement.setString(1, state.name());
            statement.setObject(2, job.id());
            statement.execute();
        }
    }

    private static @Nullable Job next(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEXT_JOB)) {
            return row.next()
                    ? new Job(
                            row.getObject("id", UUID.class),
                            row.getArray("types"),
                            row.getArray("keys"),
                            row.getObject("since"),
                            row.getObject("until"),
                            row.getObject("position", UUID.class),
                            row.getInt("rate"),
                            row.getString("reason"),
                            row.getString("requested_by"))
                    : null;
        }
    }

    private static List<OutboxRecord> rows(Connection connection, Job job) throws SQLException {
        var rows = new ArrayList<OutboxRecord>();
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setArray(1, job.types());
            statement.setArray(2, job.keys());
            statement.setObject(3, job.since());
            statement.setObject(4, job.until());
            statement.setObject(5, job.position());
            statement.setObject(6, job.position());
            statement.setInt(7, job.rate());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(OutboxRecord.from(row));
                }
            }
        }
        return rows;
    }

    private static void pauseUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            Thread.sleep(left / 1_000_000, Math.toIntExact(left % 1_000_000));
        }
    }
}
