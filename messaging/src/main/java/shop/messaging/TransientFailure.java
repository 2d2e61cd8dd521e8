package shop.messaging;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tells broken infrastructure, which time mends, from a record that can never be processed.
 *
 * <p>Source of the classes: PostgreSQL documentation, appendix A: 08 connection exception, 40 transaction rollback
 * (serialisation, deadlock), 53 insufficient resources (disk full, too many connections), 55 object not in prerequisite
 * state (lock not available), 57 operator intervention (shutdown), 58 system error.
 */
final class TransientFailure {

    private static final List<String> CLASSES = List.of("08", "40", "53", "55", "57", "58");

    private TransientFailure() {}

    static boolean is(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof TransactionSystemException
                    || cause instanceof SQLException sql && hasTransientState(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasTransientState(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || CLASSES.stream().anyMatch(state::startsWith);
    }
}
