package shop.opsapi;

import org.jspecify.annotations.Nullable;

/**
 * What {@link OpsAudit#verify()} found.
 *
 * @param rows how many rows were sound before the first problem
 * @param number the row that is broken, missing or out of order; null if the trail is sound
 * @param problem what is wrong with it, in a sentence for people; null if the trail is sound
 * @param hash the hash of the last sound row, which stands for all rows up to it; compare it with the one in the log
 */
public record AuditVerification(
        long rows, @Nullable Long number, @Nullable String problem, String hash) {

    public boolean sound() {
        return problem == null;
    }
}
