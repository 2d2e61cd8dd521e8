package shop.messaging.operations;

import jakarta.validation.constraints.NotBlank;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import shop.httpapi.Problem;
import shop.messaging.DiscardOutcome;
import shop.messaging.Inbox;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterDesk;
import shop.opsapi.Actor;
import shop.opsapi.AuditEntry;
import shop.opsapi.IfMatch;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** What waits behind dead letters, and the letters themselves. */
@OpsController
class LettersController {

    private static final int MOST_GROUPS = 100;

    private final Letters letters;
    private final LetterDesk desk;
    private final Inbox inbox;
    private final OpsAudit audit;
    private final TransactionOperations transaction;
    private final BooleanSupplier hasConsumers;

    /** @param hasConsumers whether this service has consumers, and with them the tables */
    LettersController(
            Letters letters,
            LetterDesk desk,
            Inbox inbox,
            OpsAudit audit,
            TransactionOperations transaction,
            BooleanSupplier hasConsumers) {
        this.letters = letters;
        this.desk = desk;
        this.inbox = inbox;
        this.audit = audit;
        this.transaction = transaction;
        this.hasConsumers = hasConsumers;
    }

    record Waiting(List<Group> groups, long blockedKeys, long openLetters) {}

    /**
     * @param shoppersWaiting keys of the group with an event that somebody waits for an answer to
     * @param oldestKeys those that have waited longest, at most twenty
     */
    record Group(
            String consumer,
            @Nullable String fingerprint,
            @Nullable String type,
            String error,
            long keys,
            long letters,
            Instant oldest,
            long shoppersWaiting,
            List<String> oldestKeys) {}

    record Key(
            String consumer,
            String key,
            @Nullable Instant blockedAt,
            @Nullable UUID jobId,
            List<View> letters) {}

    record View(
            String id,
            int version,
            String consumer,
            String topic,
            int partition,
            long offset,
            @Nullable UUID eventId,
            @Nullable String type,
            @Nullable String key,
            Letter.Kind kind,
            Letter.State state,
            @Nullable String fingerprint,
            @Nullable String release,
            @Nullable String traceparent,
            String error,
            int attempts,
            @Nullable Instant lastAttemptAt,
            @Nullable String lastError,
            boolean edited,
            Instant diedAt,
            @Nullable Instant resolvedAt,
            @Nullable String resolvedBy,
            @Nullable String reason,
            List<String> discardOutcomes) {}

    /** @param error with the stack trace */
    record Payload(@Nullable String payload, @Nullable String editedPayload, String error) {}

    @GetMapping("/waiting")
    @Requires(Role.VIEWER)
    Waiting waiting() {
        if (!hasConsumers.getAsBoolean()) {
            return new Waiting(List.of(), 0, 0);
        }
        List<Letters.Waiting> all = letters.waiting(inbox.answered());
        return new Waiting(
                letters.groups(inbox.answered(), MOST_GROUPS).stream()
                        .map(it -> new Group(
                                it.consumer(),
                                it.fingerprint(),
                                it.type(),
                                it.error(),
                                it.keys(),
                                it.letters(),
                                it.oldest(),
                                it.unanswered(),
                                it.oldestKeys()))
                        .toList(),
                all.stream().mapToLong(Letters.Waiting::keys).sum(),
                all.stream().mapToLong(Letters.Waiting::letters).sum());
    }

    @GetMapping("/key")
    @Requires(Role.VIEWER)
    Key key(@RequestParam @NotBlank String consumer, @RequestParam @NotBlank String key) {
        demandConsumers();
        var of = new KeyOfConsumer(consumer, key);
        List<Letter> all = letters.of(of);
        if (all.isEmpty()) {
            throw notFound("No letter of " + consumer + " has the key " + key + ".");
        }
        Letters.Blocked blocked = letters.blocked(of).orElse(null);
        return new Key(
                consumer,
                key,
                blocked == null ? null : blocked.since(),
                blocked == null ? null : blocked.jobId(),
                all.stream().map(this::view).toList());
    }

    @GetMapping("/letters/{id}")
    @Requires(Role.VIEWER)
    ResponseEntity<View> letter(@PathVariable long id) {
        demandConsumers();
        return tagged(find(id));
    }

    @GetMapping("/letters/{id}/payload")
    @Requires(Role.READER)
    Payload payload(@PathVariable long id, Actor actor) {
        demandConsumers();
        return Objects.requireNonNull(transaction.execute(_ -> {
            find(id);
            Letters.Payload found = letters.payload(id);
            audit.record(actor, AuditEntry.of("letter.payload.read", "letter/" + id));
            return new Payload(text(found.original()), text(found.edited()), found.error());
        }));
    }

    private ResponseEntity<View> tagged(Letter letter) {
        return ResponseEntity.ok().eTag(IfMatch.tag(letter.version())).body(view(letter));
    }

    private Letter find(long id) {
        return letters.find(id).orElseThrow(() -> notFound("There is no letter " + id + "."));
    }

    private void demandConsumers() {
        if (!hasConsumers.getAsBoolean()) {
            throw notFound("This service reads no topic, so it has no letters.");
        }
    }

    private static Problem notFound(String detail) {
        return Problem.of(HttpStatus.NOT_FOUND, "not-found", "Not Found", detail);
    }

    private View view(Letter letter) {
        return new View(
                String.valueOf(letter.id()),
                letter.version(),
                letter.consumer(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.eventId(),
                letter.type(),
                letter.key(),
                letter.kind(),
                letter.state(),
                letter.fingerprint(),
                letter.release(),
                letter.traceparent(),
                letter.error(),
                letter.attempts(),
                letter.lastAttemptAt(),
                letter.lastError(),
                letter.isEdited(),
                letter.diedAt(),
                letter.resolvedAt(),
                letter.resolvedBy(),
                letter.reason(),
                desk.outcomes(letter).stream().map(DiscardOutcome::name).collect(Collectors.toList()));
    }

    private static @Nullable String text(byte @Nullable [] payload) {
        return payload == null ? null : new String(payload, StandardCharsets.UTF_8);
    }
}
