package shop.httpapi;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tells a database that does not answer, which time mends, from a bug.
 *
 * <p>Source of the classes: PostgreSQL documentation, appendix A: 08 connection exception, 25006 read-only transaction (a
 * primary just demoted), 40 transaction rollback, 53 insufficient resources, 55P03 lock not available, 57 operator
 * intervention (shutdown, failover), 58 system error.
 */
final class DatabaseAway {

    private static final List<String> STATES = List.of("08", "25006", "40", "53", "55P03", "57", "58");

    private DatabaseAway() {}

    static boolean is(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof TransactionSystemException
                    || cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLException sql && hasTransientState(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasTransientState(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && STATES.stream().anyMatch(state::startsWith);
    }
}
