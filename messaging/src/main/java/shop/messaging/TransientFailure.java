package shop.messaging;

import org.jspecify.annotations.Nullable;
import shop.database.FailureCause;

/**
 * Tells a failure of the infrastructure, which passes or is repaired, from a record that can never be processed.
 *
 * <p>Only an error that data can cause counts against a record; every other error of PostgreSQL, also an unknown one, counts
 * as infrastructure. Waiting loses nothing, but a record made a dead letter by mistake loses its place in the order. A missing
 * table or right is a broken deployment and must not turn every event into a dead letter.
 */
public final class TransientFailure {

    private TransientFailure() {}

    public static boolean is(Throwable failure) {
        return FailureCause.of(failure).map(cause -> cause != FailureCause.DATA).orElseGet(() -> isBrokenJvm(failure));
    }

    /** Errors come from the JVM or the deployment, but a record may recurse too deep or break an assertion. */
    private static boolean isBrokenJvm(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error
                    && !(cause instanceof StackOverflowError)
                    && !(cause instanceof AssertionError)) {
                return true;
            }
        }
        return false;
    }
}
