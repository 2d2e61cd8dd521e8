package shop.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Why a statement or a transaction failed, told from the SQL state that PostgreSQL reported, or else from Spring's exception.
 *
 * <p>Source of the states: PostgreSQL 18 documentation, appendix A. A state is listed by its class or in full.
 */
public enum FailureCause {

    /**
     * What was to be written or read: the same attempt fails again.
     *
     * <p>20 case not found, 21 cardinality, 22 data exception, 23 integrity constraint, 25P02 the transaction went on after
     * an error that somebody swallowed, 27 triggered data change, 38 and 39 routine exceptions, 44 check option, 54 program
     * limit (for example an index row too big), P0 raised by PL/pgSQL.
     */
    DATA("20", "21", "22", "23", "25P02", "27", "38", "39", "44", "54", "P0"),

    /**
     * The database does not answer, or not now: the same attempt succeeds later.
     *
     * <p>08 connection exception, 40 transaction rollback, 53 insufficient resources, 55P03 lock not available, 57 operator
     * intervention (shutdown, fail-over), 58 system error.
     */
    OUTAGE("08", "40", "53", "55P03", "57", "58"),

    /**
     * The database answers and refuses to write, because its server was demoted or set to read-only: the same attempt succeeds
     * on another connection, or later.
     */
    READ_ONLY("25006"),

    /**
     * The deployment or the program: a missing table or right, a bug, and every error nobody has thought of. The same
     * attempt succeeds after somebody has repaired it.
     */
    DEFECT;

    private final List<String> states;

    FailureCause(String... states) {
        this.states = List.of(states);
    }

    /** Empty if the failure has nothing to do with a database, or does not say. */
    public static Optional<FailureCause> of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        Optional<SQLException> reported = chain.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
        if (reported.filter(DATA::reportedBy).isPresent()) {
            return Optional.of(DATA);
        }
        if (reported.filter(READ_ONLY::reportedBy).isPresent()) {
            return Optional.of(READ_ONLY);
        }
        if (chain.stream().anyMatch(FailureCause::isOutage)) {
            return Optional.of(OUTAGE);
        }
        return reported.map(_ -> DEFECT);
    }

    /** The failure that began it, whose words are the most precise. */
    public static Throwable root(Throwable failure) {
        return chain(failure).getLast();
    }

    /** Where the rollback failed too, because the pool had closed the connection, what counts is why there was a rollback. */
    private static List<Throwable> chain(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (@Nullable Throwable cause = failure; cause != null; ) {
            chain.add(cause);
            Throwable original =
                    cause instanceof TransactionSystemException ended ? ended.getApplicationException() : null;
            cause = original == null ? cause.getCause() : original;
        }
        return chain;
    }

    private static boolean isOutage(Throwable cause) {
        return cause instanceof TransientDataAccessException
                || cause instanceof RecoverableDataAccessException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof CannotCreateTransactionException
                || cause instanceof TransactionSystemException
                || cause instanceof TransactionTimedOutException
                || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLException reported && OUTAGE.reportedBy(reported);
    }

    private boolean reportedBy(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == 5 && states.stream().anyMatch(state::startsWith);
    }
}
