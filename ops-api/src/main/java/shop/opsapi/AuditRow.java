package shop.opsapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A row of the audit trail as it is kept.
 *
 * <p>Its hash is the SHA-256 of its canonical form, which is made of one line for each of these fields, in this order:
 * {@code previous} (in hexadecimal digits), {@code number}, {@code at}, {@code actor}, {@code roles}, {@code via}, {@code verb},
 * {@code target}, {@code reason}, {@code ticket}, {@code job}, {@code before}, {@code after}, {@code trace_id}. A line is the name, an equals
 * sign, the length of the value in bytes of UTF-8, a colon, the value and a line feed; of a value that is null it is the name, an equals
 * sign, a minus sign and a line feed. The lengths make the form unambiguous. {@code at} is in UTC with as many of six digits behind the point
 * as {@link Instant#toString()} writes.
 *
 * @param roles the names of the actor's roles in the order of {@link Role}, with spaces between them
 * @param before JSON, character by character as it was hashed
 */
record AuditRow(
        long number,
        Instant at,
        String actor,
        String roles,
        String via,
        String verb,
        String target,
        @Nullable String reason,
        @Nullable String ticket,
        @Nullable String job,
        @Nullable String before,
        @Nullable String after,
        @Nullable String traceId,
        Hash previous) {

    AuditRow {
        // What the database keeps.
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    Hash hash() {
        try {
            return new Hash(
                    MessageDigest.getInstance("SHA-256").digest(canonical().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    String canonical() {
        var form = new StringBuilder();
        append(form, "previous", previous.toString());
        append(form, "number", String.valueOf(number));
        append(form, "at", at.toString());
        append(form, "actor", actor);
        append(form, "roles", roles);
        append(form, "via", via);
        append(form, "verb", verb);
        append(form, "target", target);
        append(form, "reason", reason);
        append(form, "ticket", ticket);
        append(form, "job", job);
        append(form, "before", before);
        append(form, "after", after);
        append(form, "trace_id", traceId);
        return form.toString();
    }

    private static void append(StringBuilder form, String name, @Nullable String value) {
        form.append(name).append('=');
        if (value == null) {
            form.append('-');
        } else {
            form.append(value.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(value);
        }
        form.append('\n');
    }
}
