package shop.messaging.operations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;
import shop.messaging.ConsumerBreaks;
import shop.messaging.ReadsTopics;
import shop.opsapi.Actor;
import shop.opsapi.AuditEntry;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Shows where events may be missing, and writes down that it is repaired. */
@OpsController
class BreaksController {

    private final ConsumerBreaks breaks;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;
    private final ReadsTopics readsTopics;

    /** @param readsTopics whether this service has consumers, and with them the table */
    BreaksController(
            ConsumerBreaks breaks,
            OpsAudit audit,
            OpsAnswers answers,
            TransactionOperations transaction,
            ReadsTopics readsTopics) {
        this.breaks = breaks;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
        this.readsTopics = readsTopics;
    }

    /** @param reason what was done about it */
    record Resolution(
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {}

    /** @param from where the consumer had come to */
    record View(
            long id,
            String consumer,
            String topic,
            int partition,
            ConsumerBreaks.Kind kind,
            long from,
            long to,
            Instant noticedAt) {

        static View of(ConsumerBreaks.Break one) {
            return new View(
                    one.id(),
                    one.at().consumer(),
                    one.at().topic(),
                    one.at().partition(),
                    one.kind(),
                    one.from(),
                    one.to(),
                    one.noticedAt());
        }
    }

    /** @param breaks those that nobody has resolved, the oldest first, at most a thousand */
    record Open(List<View> breaks) {}

    /** @param id of the break */
    record Resolved(long id) {}

    @GetMapping("/breaks")
    @Requires(Role.VIEWER)
    Open breaks() {
        if (!readsTopics.getAsBoolean()) {
            return new Open(List.of());
        }
        breaks.refresh();
        return new Open(breaks.open().stream().map(View::of).toList());
    }

    @PostMapping("/breaks/{id}/resolve")
    @Requires(Role.OPERATOR)
    Resolved resolve(
            @PathVariable long id, Actor actor, IdempotencyKey key, @Valid @RequestBody Resolution resolution) {
        Reason reason = Reason.of(resolution.reason());
        Resolved resolved = Objects.requireNonNull(transaction.execute(_ ->
                answers.once(actor, key, List.of(id, resolution), Resolved.class, () -> {
                    if (!readsTopics.getAsBoolean() || !breaks.resolve(id, reason.text())) {
                        throw Problem.of(
                                HttpStatus.NOT_FOUND,
                                "not-found",
                                "Not Found",
                                "There is no open break " + id
                                        + " in this service. \"breaks\" shows those that are open.");
                    }
                    audit.record(
                            actor,
                            AuditEntry.of("break.resolve", "break/" + id)
                                    .because(reason, resolution.ticket())
                                    .change(null, Map.of("resolution", reason.text())));
                    return new Resolved(id);
                })));
        breaks.refresh();
        return resolved;
    }
}
