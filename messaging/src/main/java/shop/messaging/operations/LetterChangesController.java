package shop.messaging.operations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterChange;
import shop.messaging.redrive.LetterChange.Verb;
import shop.messaging.redrive.LetterChanges;
import shop.opsapi.Actor;
import shop.opsapi.Approvals;
import shop.opsapi.AuditEntry;
import shop.opsapi.IfMatch;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Edits and discards of dead letters: an operator asks for one, an approver who is another person lets it happen. */
@OpsController
class LetterChangesController {

    private final LetterChanges changes;
    private final Letters letters;
    private final Approvals approvals;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;
    private final BooleanSupplier hasConsumers;

    /** @param hasConsumers whether this service has consumers, and with them the tables */
    LetterChangesController(
            LetterChanges changes,
            Letters letters,
            Approvals approvals,
            OpsAudit audit,
            OpsAnswers answers,
            TransactionOperations transaction,
            BooleanSupplier hasConsumers) {
        this.changes = changes;
        this.letters = letters;
        this.approvals = approvals;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
        this.hasConsumers = hasConsumers;
    }

    /**
     * @param payload of an edit
     * @param answer of a discard
     */
    record Request(
            @NotNull Verb verb,
            @Nullable @Size(max = 1_000_000) String payload,
            @Nullable @Size(max = 100) String answer,
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {}

    record View(
            String id,
            String letter,
            int letterVersion,
            Verb verb,
            @Nullable String answer,
            String reason,
            @Nullable String ticket,
            LetterChange.State state,
            String requestedBy,
            Instant requestedAt,
            Instant expiresAt,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt,
            boolean alone) {

        static View of(LetterChange change) {
            return new View(
                    String.valueOf(change.id()),
                    String.valueOf(change.letterId()),
                    change.letterVersion(),
                    change.verb(),
                    change.answer(),
                    change.reason(),
                    change.ticket(),
                    change.state(),
                    change.requestedBy(),
                    change.requestedAt(),
                    change.expiresAt(),
                    change.decidedBy(),
                    change.decidedAt(),
                    change.alone());
        }
    }

    /** @param changes the newest first */
    record Changes(List<View> changes) {}

    /** @param payload as it was asked for; missing if it is decided, or no edit */
    record Payload(@Nullable String payload) {}

    @PostMapping("/letters/{id}/changes")
    @Requires(Role.OPERATOR)
    @ResponseStatus(HttpStatus.CREATED)
    View request(
            @PathVariable long id,
            Actor actor,
            IfMatch version,
            IdempotencyKey key,
            @Valid @RequestBody Request request) {
        Reason reason = Reason.of(request.reason());
        return once(actor, key, List.of("/letters/" + id + "/changes", version, request), () -> {
            letters.find(id).ifPresent(letter -> version.check(letter.version()));
            LetterChange asked = ask(id, Math.toIntExact(version.version()), request, reason, actor);
            record(actor, "request", asked, reason, Map.of());
            return asked;
        });
    }

    private LetterChange ask(long id, int version, Request request, Reason reason, Actor actor) {
        var by = new LetterChanges.Requester(actor.name(), actor.via());
        return switch (request.verb()) {
            case EDIT ->
                changes.requestEdit(
                        id,
                        version,
                        payload(request).getBytes(StandardCharsets.UTF_8),
                        reason.text(),
                        request.ticket(),
                        by);
            case DISCARD -> changes.requestDiscard(id, version, request.answer(), reason.text(), request.ticket(), by);
        };
    }

    private static String payload(Request request) {
        return Objects.requireNonNullElseGet(request.payload(), () -> {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    "An edit needs the whole new payload.");
        });
    }

    @PostMapping("/changes/{id}/approve")
    @Requires(Role.APPROVER)
    View approve(@PathVariable long id, Actor actor, IdempotencyKey key) {
        return once(actor, key, List.of("/changes/" + id + "/approve"), () -> {
            LetterChange asked = changes.find(id);
            Approvals.Approval approval = approvals.check(actor, asked.requestedBy(), asked.requestedVia());
            LetterChange approved = changes.approve(id, actor.name(), approval.alone());
            record(
                    actor,
                    "approve",
                    approved,
                    Reason.of(approved.reason()),
                    Map.of("requestedBy", approved.requestedBy(), "approval", approval.toString()));
            return approved;
        });
    }

    @PostMapping("/changes/{id}/withdraw")
    @Requires(Role.OPERATOR)
    View withdraw(@PathVariable long id, Actor actor, IdempotencyKey key) {
        return once(actor, key, List.of("/changes/" + id + "/withdraw"), () -> {
            LetterChange withdrawn = changes.withdraw(id, actor.name());
            record(actor, "withdraw", withdrawn, Reason.of(withdrawn.reason()), Map.of());
            return withdrawn;
        });
    }

    @GetMapping("/changes")
    @Requires(Role.VIEWER)
    Changes changes(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return new Changes(
                hasConsumers.getAsBoolean()
                        ? changes.newest(limit).stream().map(View::of).toList()
                        : List.of());
    }

    @GetMapping("/changes/{id}")
    @Requires(Role.VIEWER)
    View change(@PathVariable long id) {
        demandConsumers();
        return View.of(Refusals.answer(() -> changes.find(id)));
    }

    @GetMapping("/changes/{id}/payload")
    @Requires(Role.READER)
    Payload requestedPayload(@PathVariable long id, Actor actor) {
        demandConsumers();
        return Objects.requireNonNull(transaction.execute(_ -> {
            LetterChange change = Refusals.answer(() -> changes.find(id));
            byte[] payload = changes.requestedPayload(id);
            audit.record(
                    actor,
                    AuditEntry.of("letter.payload.read", "letter/" + change.letterId())
                            .change(null, Map.of("change", id)));
            return new Payload(payload == null ? null : new String(payload, StandardCharsets.UTF_8));
        }));
    }

    private View once(Actor actor, IdempotencyKey key, Object request, Supplier<LetterChange> change) {
        demandConsumers();
        return Objects.requireNonNull(transaction.execute(_ ->
                answers.once(actor, key, request, View.class, () -> Refusals.answer(() -> View.of(change.get())))));
    }

    private void record(Actor actor, String step, LetterChange change, Reason reason, Map<String, Object> more) {
        var after = new LinkedHashMap<String, Object>();
        after.put("change", change.id());
        after.put("version", change.letterVersion());
        if (change.answer() != null) {
            after.put("answer", change.answer());
        }
        after.putAll(new TreeMap<>(more));
        String verb = change.verb() == Verb.EDIT ? "letter.edit." : "letter.discard.";
        audit.record(
                actor,
                AuditEntry.of(verb + step, "letter/" + change.letterId())
                        .because(reason, change.ticket())
                        .change(null, after));
    }

    private void demandConsumers() {
        if (!hasConsumers.getAsBoolean()) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND,
                    "not-found",
                    "Not Found",
                    "This service reads no topic, so it has no letters.");
        }
    }
}
