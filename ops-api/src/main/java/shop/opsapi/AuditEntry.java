package shop.opsapi;

import org.jspecify.annotations.Nullable;

/**
 * One thing that an operator does, for {@link OpsAudit#record}. Nothing in it is personal data: a payload is named, not repeated.
 *
 * @param verb what is done, such as {@code letter.discard}
 * @param target what it is done to, such as {@code letter/17}
 * @param reason why; demanded of everything that changes something
 * @param ticket where the reason is discussed, if anywhere
 * @param job the job of which this is a part
 * @param before what is replaced, written as JSON
 * @param after what replaces it, written as JSON
 */
public record AuditEntry(
        String verb,
        String target,
        @Nullable Reason reason,
        @Nullable String ticket,
        @Nullable String job,
        @Nullable Object before,
        @Nullable Object after) {

    public static AuditEntry of(String verb, String target) {
        return new AuditEntry(verb, target, null, null, null, null, null);
    }

    public AuditEntry because(Reason reason, @Nullable String ticket) {
        return new AuditEntry(verb, target, reason, ticket, job, before, after);
    }

    public AuditEntry ofJob(String job) {
        return new AuditEntry(verb, target, reason, ticket, job, before, after);
    }

    public AuditEntry change(@Nullable Object before, @Nullable Object after) {
        return new AuditEntry(verb, target, reason, ticket, job, before, after);
    }
}
