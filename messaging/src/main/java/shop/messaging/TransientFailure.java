package shop.messaging;

import org.jspecify.annotations.Nullable;
import shop.database.FailureCause;

/**
 * Tells broken infrastructure, which time or a new release mends, from a record that can never be processed.
 *
 * <p>Of the errors PostgreSQL reports only those count against a record that its data can cause; everything else, also an
 * error nobody has thought of, is infrastructure: waiting loses nothing, whereas a false dead letter overtakes its
 * neighbours. A missing table or right is a broken deployment and no reason to bury every event that comes.
 */
final class TransientFailure {

    private TransientFailure() {}

    static boolean is(Throwable failure) {
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
