package shop.messaging.operations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
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
import shop.messaging.relay.Republication;
import shop.messaging.relay.Republication.Selection;
import shop.messaging.relay.Republications;
import shop.opsapi.Actor;
import shop.opsapi.AuditEntry;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Publishes events of this service again, for consumers that have lost or skipped them. */
@OpsController
class RepublicationsController {

    private static final int USUAL_RATE = 500;

    private final Republications republications;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;
    private final Clock clock;

    RepublicationsController(
            Republications republications,
            OpsAudit audit,
            OpsAnswers answers,
            TransactionOperations transaction,
            Clock clock) {
        this.republications = republications;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param rate events a second at most */
    record Request(
            @Nullable @Size(max = 50) List<@Size(min = 1, max = 200) String> types,
            @Nullable @Size(max = 1000) List<@Size(min = 1, max = 200) String> keys,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable @Min(1) @Max(10_000) Integer rate,
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {

        /** @param now an event from after the request is none that anybody has missed */
        Selection selection(Instant now) {
            return new Selection(
                    types == null ? List.of() : types,
                    keys == null ? List.of() : keys,
                    since,
                    until == null || until.isAfter(now) ? now : until);
        }
    }

    /** @param republications the newest first */
    record Newest(List<Republication> republications) {}

    @PostMapping("/republications")
    @Requires(Role.OPERATOR)
    @ResponseStatus(HttpStatus.CREATED)
    Republication request(Actor actor, IdempotencyKey key, @Valid @RequestBody Request request) {
        Reason reason = Reason.of(request.reason());
        return change(actor, key, "request", List.of("/republications", request), () -> {
            Republication asked = republications.request(
                    request.selection(clock.instant()),
                    request.rate() == null ? USUAL_RATE : request.rate(),
                    reason.text(),
                    request.ticket(),
                    actor.name());
            if (asked.events() == 0) {
                throw Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "operation-refused",
                        "This is not possible",
                        "The outbox of this service holds no published event like that. It keeps them for seven days.");
            }
            return asked;
        });
    }

    @PostMapping("/republications/{id}/stop")
    @Requires(Role.OPERATOR)
    Republication stop(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "stop", List.of(id, "stop"), () -> {
            boolean stopped = republications.stop(id);
            Republication found = republication(id);
            if (!stopped) {
                throw Problem.of(
                        HttpStatus.CONFLICT,
                        "somebody-was-first",
                        "Somebody was first",
                        "It is " + found.state() + " since " + found.finishedAt() + ".");
            }
            return found;
        });
    }

    @GetMapping("/republications/{id}")
    @Requires(Role.VIEWER)
    Republication republication(@PathVariable UUID id) {
        return republications
                .find(id)
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND,
                        "not-found",
                        "Not Found",
                        "Nobody asked this service for a republication " + id + "."));
    }

    @GetMapping("/republications")
    @Requires(Role.VIEWER)
    Newest republications(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return new Newest(republications.newest(limit));
    }

    private Republication change(
            Actor actor, IdempotencyKey key, String verb, Object request, Supplier<Republication> change) {
        return Objects.requireNonNull(transaction.execute(_ ->
                answers.once(actor, key, request, Republication.class, () -> {
                    Republication changed = change.get();
                    audit.record(
                            actor,
                            AuditEntry.of("republication." + verb, "republication/" + changed.id())
                                    .because(Reason.of(changed.reason()), changed.ticket())
                                    .ofJob(changed.id().toString())
                                    .change(
                                            null,
                                            Map.of(
                                                    "selection", changed.selection(),
                                                    "events", changed.events(),
                                                    "state", changed.state())));
                    return changed;
                })));
    }
}
