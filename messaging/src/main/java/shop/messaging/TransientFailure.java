package shop.messaging;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Tells broken infrastructure, which time or a new release mends, from a record that can never be processed.
 *
 * <p>Of the errors PostgreSQL reports only those count against a record that its data can cause; everything else, also an
 * error nobody has thought of, is infrastructure: waiting loses nothing, whereas a false dead letter overtakes its
 * neighbours. A missing table or right (class 42) is a broken deployment and no reason to bury every event that comes.
 * Source of the classes: PostgreSQL 18 documentation, appendix A.
 */
final class TransientFailure {

    /**
     * 20 case not found, 21 cardinality, 22 data exception, 23 integrity constraint, 27 triggered data change, 38 and 39
     * routine exceptions, 44 check option, 54 program limit (e.g. an index row too big), P0 raised by PL/pgSQL.
     */
    private static final Set<String> CAUSED_BY_DATA =
            Set.of("20", "21", "22", "23", "27", "38", "39", "44", "54", "P0");

    /** A handler went on after an error that it swallowed; the error itself is out of sight. */
    private static final String IN_FAILED_TRANSACTION = "25P02";

    private TransientFailure() {}

    static boolean is(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return !causedByData(sql.getSQLState());
            }
            if (cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof DataAccessResourceFailureException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof TransactionSystemException
                    || cause instanceof TransactionTimedOutException
                    || isBrokenJvm(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Errors come from the JVM or the deployment, but a record may recurse too deep or break an assertion. */
    private static boolean isBrokenJvm(Throwable cause) {
        return cause instanceof Error && !(cause instanceof StackOverflowError) && !(cause instanceof AssertionError);
    }

    private static boolean causedByData(@Nullable String state) {
        return state != null
                && (IN_FAILED_TRANSACTION.equals(state)
                        || state.length() == 5 && CAUSED_BY_DATA.contains(state.substring(0, 2)));
    }
}
