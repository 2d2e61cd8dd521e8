package shop.opsapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets a change that comes twice under one {@link IdempotencyKey} happen once: the second request gets the answer to the first.
 *
 * <p>The answer is kept in the transaction of the change, for a week. A request that comes while the first one still runs waits for
 * its end. Safe for use by several threads.
 */
public class OpsAnswers {

    private static final Duration KEPT = Duration.ofDays(7);

    private final AnswerRepository answers;
    private final JsonMapper json;
    private final Clock clock;

    OpsAnswers(AnswerRepository answers, JsonMapper json, Clock clock) {
        this.answers = answers;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Makes the change, unless this actor has made it under this key before.
     *
     * @param request what was asked for, path included; written as JSON it must be the same for the same key
     * @param type of the answer, which must survive being written as JSON
     * @throws Problem if the key belongs to another request
     * @throws org.springframework.transaction.IllegalTransactionStateException if no transaction is running
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public <T> T once(Actor actor, IdempotencyKey key, Object request, Class<T> type, Supplier<T> change) {
        byte[] hash = hash(json.writeValueAsString(request));
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        if (answers.begin(actor.name(), key.value(), hash, now, now.minus(KEPT))) {
            T answer = change.get();
            answers.end(actor.name(), key.value(), json.writeValueAsString(answer));
            return answer;
        }
        AnswerRepository.Kept kept = answers.find(actor.name(), key.value());
        if (!MessageDigest.isEqual(kept.requestHash(), hash)) {
            throw Problem.of(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    "The Idempotency-Key belongs to another request",
                    "This key was used for another request. Send a new one for another change.");
        }
        return json.readValue(kept.answer(), type);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
