package shop.readreplica;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DefaultConnectionProvider;
import org.springframework.core.NestedExceptionUtils;
import shop.readreplica.Answer.Given;
import shop.readreplica.Answer.Refused;

/**
 * The read replica's own word on whether it may answer.
 *
 * <p>Its standing and the answer come over one connection, so from one server, whatever a name or a proxy in front of several
 * of them resolves to; and in two statements, because a statement sees what was replayed when it began.
 *
 * <p>Safe for use by several threads. Never throws because of the replica, and holds nobody up for longer than about twice
 * the {@code timeout}.
 */
final class Replica implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(1);

    /** The timeline is the last restart point's: after a switch too old for some minutes, never too new. */
    private static final String STANDING = """
            select pg_is_in_recovery(), system_identifier || '/' || timeline_id,
                   coalesce(pg_last_wal_replay_lsn() - '0/0', 0)::bigint
            from pg_control_system(), pg_control_checkpoint()
            """;

    private final HikariDataSource pool;
    private final Configuration jooq;
    private final Duration patience;
    private final Duration timeout;
    private final ReplayLag lag;

    /** @param jooq as of the primary, so that queries and failures are the same for both */
    Replica(HikariDataSource pool, Configuration jooq, Duration patience, Duration timeout, ReplayLag lag) {
        this.pool = pool;
        this.jooq = jooq;
        this.patience = patience;
        this.timeout = timeout;
        this.lag = lag;
    }

    /** @param index what the replica must have replayed before it is asked */
    <T> Answer<T> read(LogPosition index, Function<DSLContext, T> query) {
        try (Connection connection = pool.getConnection()) {
            // To the millisecond, which the driver's socketTimeout is not; the pool takes it back.
            connection.setNetworkTimeout(Runnable::run, (int) timeout.toMillis());
            DSLContext replica =
                    jooq.derive(new DefaultConnectionProvider(connection)).dsl();
            Optional<Refused<T>> refusal = awaitReplay(replica, index);
            return refusal.isPresent() ? refusal.get() : new Given<>(query.apply(replica));
        } catch (SQLException
                | org.jooq.exception.DataAccessException
                | org.springframework.dao.DataAccessException e) {
            return new Refused<>(
                    Refusal.AWAY, NestedExceptionUtils.getMostSpecificCause(e).toString());
        }
    }

    private <T> Optional<Refused<T>> awaitReplay(DSLContext replica, LogPosition index) {
        long begin = System.nanoTime();
        while (true) {
            Standing standing = replica.resultQuery(STANDING).fetchSingle(Standing::of);
            if (!standing.inRecovery() || !standing.replayed().sameHistory(index)) {
                return refused(Refusal.STRANGER, standing + " is no replica of the primary at " + index);
            }
            lag.replayed(standing.replayed());
            if (standing.replayed().reaches(index)) {
                return Optional.empty();
            }
            if (System.nanoTime() - begin > patience.toNanos()) {
                long missing = index.bytes() - standing.replayed().bytes();
                return refused(Refusal.BEHIND, missing + " bytes of log after " + patience.toMillis() + " ms");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static <T> Optional<Refused<T>> refused(Refusal why, String detail) {
        return Optional.of(new Refused<>(why, detail));
    }

    @Override
    public void close() {
        pool.close();
    }

    private record Standing(boolean inRecovery, LogPosition replayed) {

        static Standing of(Record row) {
            return new Standing(
                    row.get(0, Boolean.class), new LogPosition(row.get(1, String.class), row.get(2, Long.class)));
        }
    }
}
