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
import shop.messaging.replay.Replay;
import shop.messaging.replay.Replays;
import shop.opsapi.Actor;
import shop.opsapi.Approvals;
import shop.opsapi.AuditEntry;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** Plans replays of projections, starts them and steers them. */
@OpsController
class ReplaysController {

    private final Replays replays;
    private final Approvals approvals;
    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionOperations transaction;

    ReplaysController(
            Replays replays,
            Approvals approvals,
            OpsAudit audit,
            OpsAnswers answers,
            TransactionOperations transaction) {
        this.replays = replays;
        this.approvals = approvals;
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
    }

    /** @param copyOlder whether rows may be copied whose events are gone */
    record Request(
            @Size(max = 100) String projection,
            @Nullable Boolean copyOlder,
            @Nullable Double rate,
            @Nullable String reason,
            @Nullable @Size(max = 200) String ticket) {}

    /** @param rate events a second; absent for no limit */
    record Pace(@Nullable Double rate) {}

    /** @param differences as many rows as are known to differ */
    record Swap(@Nullable @Min(0) Long differences) {}

    /** @param counts what is done so far, and what is left */
    record View(
            UUID id,
            String projection,
            Replay.State state,
            Replay.Plan plan,
            String hash,
            @Nullable Double rate,
            Map<String, Long> counts,
            @Nullable Long differences,
            @Nullable String detail,
            String reason,
            @Nullable String ticket,
            String requestedBy,
            Instant createdAt,
            Instant expiresAt,
            @Nullable String startedBy,
            @Nullable Instant startedAt,
            @Nullable String swappedBy,
            @Nullable Instant swappedAt,
            @Nullable Instant finishedAt) {

        static View of(Replay replay) {
            return new View(
                    replay.id(),
                    replay.projection(),
                    replay.state(),
                    replay.plan(),
                    replay.hash(),
                    replay.rate(),
                    new TreeMap<>(Map.of(
                            "events", replay.events(),
                            "skipped", replay.skipped(),
                            "withheld", replay.withheld(),
                            "left", replay.left())),
                    replay.differences(),
                    replay.detail(),
                    replay.reason(),
                    replay.ticket(),
                    replay.requestedBy(),
                    replay.createdAt(),
                    replay.expiresAt(),
                    replay.startedBy(),
                    replay.startedAt(),
                    replay.swappedBy(),
                    replay.swappedAt(),
                    replay.finishedAt());
        }
    }

    /**
     * @param projections that can be built again
     * @param replays the newest first
     */
    record Newest(List<String> projections, List<View> replays) {}

    @PostMapping("/replays")
    @Requires(Role.OPERATOR)
    @ResponseStatus(HttpStatus.CREATED)
    View plan(Actor actor, IdempotencyKey key, @Valid @RequestBody Request request) {
        Reason reason = Reason.of(request.reason());
        return change(
                actor,
                key,
                "plan",
                List.of("/replays", request),
                () -> replays.plan(
                        request.projection(),
                        Boolean.TRUE.equals(request.copyOlder()),
                        request.rate(),
                        reason.text(),
                        request.ticket(),
                        actor.name(),
                        actor.via()));
    }

    @PostMapping("/replays/{id}/run")
    @Requires(Role.OPERATOR)
    View run(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "run", List.of(id, "run"), () -> replays.run(id, actor.name()));
    }

    @PostMapping("/replays/{id}/pause")
    @Requires(Role.OPERATOR)
    View pause(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "pause", List.of(id, "pause"), () -> replays.pause(id));
    }

    @PostMapping("/replays/{id}/resume")
    @Requires(Role.OPERATOR)
    View resume(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "resume", List.of(id, "resume"), () -> replays.resume(id));
    }

    @PostMapping("/replays/{id}/rate")
    @Requires(Role.OPERATOR)
    View rate(@PathVariable UUID id, Actor actor, IdempotencyKey key, @Valid @RequestBody Pace pace) {
        return change(actor, key, "rate", List.of(id, "rate", pace), () -> replays.rate(id, pace.rate()));
    }

    @PostMapping("/replays/{id}/verify")
    @Requires(Role.OPERATOR)
    View verify(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "verify", List.of(id, "verify"), () -> replays.verify(id));
    }

    @PostMapping("/replays/{id}/swap")
    @Requires(Role.APPROVER)
    View swap(@PathVariable UUID id, Actor actor, IdempotencyKey key, @Valid @RequestBody Swap swap) {
        long differences = swap.differences() == null ? 0 : swap.differences();
        return change(actor, key, "swap", List.of(id, "swap", swap), () -> {
            demandAnother(actor, id);
            return replays.swap(id, differences, actor.name());
        });
    }

    @PostMapping("/replays/{id}/undo")
    @Requires(Role.APPROVER)
    View undo(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "undo", List.of(id, "undo"), () -> {
            demandAnother(actor, id);
            return replays.undo(id, actor.name());
        });
    }

    @PostMapping("/replays/{id}/drop")
    @Requires(Role.OPERATOR)
    View drop(@PathVariable UUID id, Actor actor, IdempotencyKey key) {
        return change(actor, key, "drop", List.of(id, "drop"), () -> replays.drop(id));
    }

    @GetMapping("/replays/{id}")
    @Requires(Role.VIEWER)
    View replay(@PathVariable UUID id) {
        return View.of(Refusals.answer(() -> replays.find(id)));
    }

    @GetMapping("/replays")
    @Requires(Role.VIEWER)
    Newest replays(@RequestParam(defaultValue = "50") @Min(1) @Max(500) int limit) {
        return new Newest(
                replays.projections(),
                replays.newest(limit).stream().map(View::of).toList());
    }

    /** Whoever planned a replay does not decide that its shadow is right. */
    private void demandAnother(Actor actor, UUID id) {
        Replay replay = Refusals.answer(() -> replays.find(id));
        approvals.check(actor, replay.requestedBy(), replay.requestedVia());
    }

    private View change(Actor actor, IdempotencyKey key, String verb, Object request, Supplier<Replay> change) {
        return Objects.requireNonNull(transaction.execute(_ -> answers.once(actor, key, request, View.class, () -> {
            Replay replay = Refusals.answer(change);
            audit.record(
                    actor,
                    AuditEntry.of("replay." + verb, "replay/" + replay.id())
                            .because(Reason.of(replay.reason()), replay.ticket())
                            .ofJob(replay.id().toString())
                            .change(null, Map.of("projection", replay.projection(), "state", replay.state())));
            return View.of(replay);
        })));
    }
}
