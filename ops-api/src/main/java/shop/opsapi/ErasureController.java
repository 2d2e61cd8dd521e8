package shop.opsapi;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import shop.httpapi.IdempotencyKey;

/** Erases the personal data that this service holds of a shopper. */
@OpsController
class ErasureController {

    private final ObjectProvider<PersonalData> parts;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;

    ErasureController(
            ObjectProvider<PersonalData> parts, OpsAudit audit, OpsAnswers answers, TransactionOperations transaction) {
        this.parts = parts;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
    }

    record Request(
            @NotNull UUID shopperId,
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {}

    /** @param erased how many rows of what; empty if this service holds nothing of the shopper */
    record Erasure(UUID shopperId, Map<String, Integer> erased) {}

    @PostMapping("/erasures")
    @Requires(Role.APPROVER)
    Erasure erase(Actor actor, IdempotencyKey key, @Valid @RequestBody Request request) {
        Reason reason = Reason.of(request.reason());
        return transaction.execute(
                _ -> answers.once(actor, key, request, Erasure.class, () -> erase(actor, request, reason)));
    }

    private Erasure erase(Actor actor, Request request, Reason reason) {
        var erased = new TreeMap<String, Integer>();
        parts.orderedStream()
                .forEach(part -> part.erase(request.shopperId())
                        .forEach((what, rows) -> erased.merge(what, rows, Integer::sum)));
        audit.record(
                actor,
                AuditEntry.of("shopper.erase", "shopper/" + request.shopperId())
                        .because(reason, request.ticket())
                        .change(null, erased));
        return new Erasure(request.shopperId(), erased);
    }
}
