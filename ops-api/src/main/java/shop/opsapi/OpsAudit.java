package shop.opsapi;

import static java.util.stream.Collectors.joining;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The trail of what operators did: who, when, what, to what, and why.
 *
 * <p>An entry is written in the transaction of what it tells of, so there is never one without the other. The table only takes new
 * rows. Each row carries the hash of the row before, so that a row which was changed, removed or put elsewhere by somebody with more
 * rights is found by {@link #verify()}. Somebody with all rights could compute the whole chain again; each hash is also in the log, which is kept
 * elsewhere. Safe for use by several threads.
 */
public class OpsAudit {

    private static final Logger log = LoggerFactory.getLogger(OpsAudit.class);

    private static final int PAGE = 1_000;

    private final AuditRepository rows;
    private final JsonMapper json;
    private final Clock clock;
    private final @Nullable Tracer tracer;

    OpsAudit(AuditRepository rows, JsonMapper json, Clock clock, @Nullable Tracer tracer) {
        this.rows = rows;
        this.json = json;
        this.clock = clock;
        this.tracer = tracer;
    }

    /**
     * Adds an entry. From here to the end of the transaction nobody else can add one, so this is the last thing that a transaction
     * does.
     *
     * @return the number of the row
     * @throws org.springframework.transaction.IllegalTransactionStateException if no transaction is running
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long record(Actor actor, AuditEntry entry) {
        AuditRepository.Head last = rows.lockHead();
        var row = new AuditRow(
                last.number() + 1,
                clock.instant(),
                actor.name(),
                actor.roles().stream().map(Role::name).collect(joining(" ")),
                actor.via(),
                entry.verb(),
                entry.target(),
                entry.reason() == null ? null : entry.reason().text(),
                entry.ticket(),
                entry.job(),
                text(entry.before()),
                text(entry.after()),
                traceId(),
                last.hash());
        Hash hash = row.hash();
        rows.append(row, hash);
        log.info("Audit {}: {} by {}, {}, hash {}", row.number(), row.verb(), row.actor(), row.target(), hash);
        return row.number();
    }

    /** Reads the whole trail, a thousand rows at a time, and stops at the first row that is not what it should be. */
    @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
    public AuditVerification verify() {
        AuditRepository.Head head = rows.head();
        long sound = 0;
        Hash hash = Hash.NONE;
        for (var page = rows.after(0, PAGE); !page.isEmpty(); page = rows.after(sound, PAGE)) {
            for (AuditRepository.Kept kept : page) {
                String problem = problem(kept, sound + 1, hash);
                if (problem != null) {
                    return new AuditVerification(sound, sound + 1, problem, hash.toString());
                }
                sound = kept.row().number();
                hash = kept.hash();
            }
        }
        return new AuditVerification(
                sound,
                head.number() == sound && head.hash().equals(hash) ? null : Math.min(sound, head.number()) + 1,
                endProblem(head, sound, hash),
                hash.toString());
    }

    private static @Nullable String problem(AuditRepository.Kept kept, long expected, Hash before) {
        if (kept.row().number() != expected) {
            return "Row " + expected + " is missing; the next one is "
                    + kept.row().number() + ".";
        }
        if (!kept.hash().equals(kept.row().hash())) {
            return "Row " + expected + " was changed: its hash is not the one of its contents.";
        }
        if (!kept.row().previous().equals(before)) {
            return "Row " + expected + " does not follow row " + (expected - 1)
                    + ": it, or a row before it, was replaced or put elsewhere.";
        }
        return null;
    }

    private static @Nullable String endProblem(AuditRepository.Head head, long last, Hash hash) {
        if (head.number() > last) {
            return "Row " + (last + 1) + " is missing; the last one was row " + head.number() + ".";
        }
        if (head.number() < last) {
            return "Row " + (head.number() + 1) + " was added by somebody else than this program.";
        }
        return head.hash().equals(hash) ? null : "Row " + last + " was replaced together with its hash.";
    }

    /** The rows before a number, the latest first; with {@link Long#MAX_VALUE} the latest of all. */
    @Transactional(readOnly = true)
    List<AuditRepository.Kept> before(long number, int limit) {
        return rows.before(number, limit);
    }

    private @Nullable String text(@Nullable Object value) {
        return value == null ? null : json.writeValueAsString(value);
    }

    private @Nullable String traceId() {
        Span span = tracer == null ? null : tracer.currentSpan();
        return span == null ? null : span.context().traceId();
    }
}
