package shop.messaging.operations;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
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
import shop.messaging.redrive.Redrive;
import shop.messaging.redrive.Redrive.Selection;
import shop.messaging.redrive.Redrives;
import shop.opsapi.Actor;
import shop.opsapi.AuditEntry;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Plans redrives of dead letters, starts them and steers them. */
@OpsController
class RedrivesController {

    private final Redrives redrives;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;
    private final BooleanSupplier hasConsumers;

    /** @param hasConsumers whether this service has consumers, and with them the tables */
    RedrivesController(
            Redrives redrives,
            OpsAudit audit,
            OpsAnswers answers,
            TransactionOperations transaction,
            BooleanSupplier hasConsumers) {
        this.redrives = redrives;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
        this.hasConsumers = hasConsumers;
    }

    /** One of: a fingerprint, a consumer with a key, or a letter. */
    record Request(
            @Nullable @Size(max = 100) String fingerprint,
            @Nullable @Size(max = 200) String consumer,
            @Nullable @Size(max = 1000) String key,
            @Nullable String letter,
            @Nullable Integer canary,
            @Nullable Double rate,
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {

        Selection selection() {
            if (fingerprint != null && key == null && letter == null) {
                return new Selection.ByFingerprint(fingerprint);
            }
            if (fingerprint == null && key != null && consumer != null && letter == null) {
                return new Selection.ByKey(consumer, key);
            }
            if (fingerprint == null && key == null && letter != null && letter.matches("\\d{1,18}")) {
                return new Selection.ByLetter(Long.parseLong(letter));
            }
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    "Say what to redrive: a fingerprint, a consumer with a key, or the number of a letter.");
        }
    }

    /** @param counts what is done so far */
    record View(
            UUID id,
            Redrive.State state,
            int keys,
            int letters,
            String hash,
            @Nullable Integer canary,
            @Nullable Double rate,
            Map<String, Integer> counts,
            String reason,
            @Nullable String ticket,
            String requestedBy,
            Instant createdAt,
            Instant expiresAt,
            @Nullable String startedBy,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            List<Redrive.Item> items) {

        static View of(Redrive job, List<Redrive.Item> items) {
            var counts = new TreeMap<>(Map.of(
                    "redriven", job.redriven(),
                    "duplicates", job.duplicates(),
                    "failed", job.failed(),
                    "left", job.left()));
            return new View(
                    job.id(),
                    job.state(),
                    job.keys(),
                    job.letters(),
                    job.hash(),
                    job.canary(),
                    job.rate(),
                    counts,
                    job.reason(),
                    job.ticket(),
                    job.requestedBy(),
                    job.createdAt(),
                    job.expiresAt(),
                    job.startedBy(),
                    job.startedAt(),
                    job.finishedAt(),
                    items);
        }
    }

    /** @param jobs the newest first */
    record Jobs(List<View> jobs) {}

    @PostMapping("/redrives")
    @Requires(Role.OPERATOR)
    @ResponseStatus(HttpStatus.CREATED)
    View plan(Actor actor, IdempotencyKey key, @Valid @RequestBody Request request) {
        Reason reason = Reason.of(request.reason());
        Selection selection = request.selection();
        return change(actor, key, List.of("/redrives", request), () -> {
            Redrive planned = redrives.plan(
                    selection, request.canary(), request.rate(), reason.text(), request.ticket(), actor.name());
            record(actor, "redrive.plan", planned);
            return planned;
        });
    }

    @PostMapping("/redrives/{id}/run")
    @Requires(Role.OPERATOR)
    View run(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return steer(id, "run", actor, key, () -> redrives.run(id, actor.name()));
    }

    @PostMapping("/redrives/{id}/pause")
    @Requires(Role.OPERATOR)
    View pause(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return steer(id, "pause", actor, key, () -> redrives.pause(id));
    }

    @PostMapping("/redrives/{id}/resume")
    @Requires(Role.OPERATOR)
    View resume(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return steer(id, "resume", actor, key, () -> redrives.resume(id));
    }

    @PostMapping("/redrives/{id}/stop")
    @Requires(Role.OPERATOR)
    View stop(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return steer(id, "stop", actor, key, () -> redrives.stop(id));
    }

    @GetMapping("/redrives/{id}")
    @Requires(Role.VIEWER)
    View redrive(@PathVariable UUID id) {
        demandConsumers();
        Redrive.Details details = Refusals.answer(() -> redrives.details(id));
        return View.of(details.redrive(), details.items());
    }

    @GetMapping("/jobs")
    @Requires(Role.VIEWER)
    Jobs jobs(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        if (!hasConsumers.getAsBoolean()) {
            return new Jobs(List.of());
        }
        return new Jobs(redrives.newest(limit).stream()
                .map(job -> View.of(job, List.of()))
                .toList());
    }

    private View steer(UUID id, String verb, Actor actor, IdempotencyKey key, Supplier<Redrive> steering) {
        return change(actor, key, List.of("/redrives/" + id + "/" + verb), () -> {
            Redrive job = steering.get();
            record(actor, "redrive." + verb, job);
            return job;
        });
    }

    private View change(Actor actor, IdempotencyKey key, Object request, Supplier<Redrive> change) {
        demandConsumers();
        return Objects.requireNonNull(transaction.execute(_ -> answers.once(actor, key, request, View.class, () -> {
            Redrive job = Refusals.answer(change);
            return View.of(job, redrives.details(job.id()).items());
        })));
    }

    private void record(Actor actor, String verb, Redrive job) {
        audit.record(
                actor,
                AuditEntry.of(verb, "redrive/" + job.id())
                        .because(Reason.of(job.reason()), job.ticket())
                        .ofJob(job.id().toString())
                        .change(null, Map.of("hash", job.hash(), "keys", job.keys(), "letters", job.letters())));
    }

    private void demandConsumers() {
        if (!hasConsumers.getAsBoolean()) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND,
                    "not-found",
                    "Not Found",
                    "This service reads no topic, so it has nothing to redrive.");
        }
    }
}
