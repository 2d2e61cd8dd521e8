package shop.opsapi.sample;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import shop.httpapi.IdempotencyKey;
import shop.opsapi.Actor;
import shop.opsapi.AuditEntry;
import shop.opsapi.IfMatch;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;
import shop.opsapi.OpsController;
import shop.opsapi.Reason;
import shop.opsapi.Requires;
import shop.opsapi.Role;

/** What a feature brings. */
@OpsController
class SampleOperations {

    private final OpsAudit audit;
    private final OpsAnswers answers;
    private final TransactionTemplate transaction;

    SampleOperations(OpsAudit audit, OpsAnswers answers, TransactionTemplate transaction) {
        this.audit = audit;
        this.answers = answers;
        this.transaction = transaction;
    }

    record Letter(String id, @Nullable String reason) {}

    record Change(@Nullable String reason) {}

    record Caller(String name, Set<Role> roles, String via) {}

    @GetMapping("/me")
    @Requires(Role.VIEWER)
    Caller me(Actor actor) {
        return new Caller(actor.name(), actor.roles(), actor.via());
    }

    @GetMapping("/letters/{id}/payload")
    @Requires(Role.READER)
    String payload(Actor actor, @PathVariable String id) {
        return transaction.execute(_ -> {
            audit.record(actor, AuditEntry.of("letter.read", "letter/" + id));
            return "payload of " + id;
        });
    }

    @PostMapping("/letters")
    @Requires(Role.OPERATOR)
    Letter make(Actor actor, IdempotencyKey key, @RequestBody Change change) {
        Reason reason = Reason.of(change.reason());
        return transaction.execute(_ -> answers.once(actor, key, change, Letter.class, () -> {
            var letter = new Letter(UUID.randomUUID().toString(), reason.text());
            audit.record(
                    actor,
                    AuditEntry.of("letter.make", "letter/" + letter.id())
                            .because(reason, null)
                            .change(null, letter));
            return letter;
        }));
    }

    @PutMapping("/letters/{id}")
    @Requires(Role.APPROVER)
    ResponseEntity<Letter> edit(IfMatch ifMatch, @PathVariable String id, @RequestBody Change change) {
        ifMatch.check(3);
        return ResponseEntity.ok().eTag(IfMatch.tag(4)).body(new Letter(id, change.reason()));
    }

    @GetMapping("/nobody")
    String nobodySaidWhoMay() {
        return "open";
    }
}
