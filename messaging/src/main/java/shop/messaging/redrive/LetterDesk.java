package shop.messaging.redrive;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.MalformedEventException;
import shop.messaging.DiscardOutcome;
import shop.messaging.Inbox;
import shop.messaging.Receiver;
import shop.messaging.TransientFailure;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.RefusedException.Kind;

/**
 * Edits and discards single letters, when that is approved ({@link LetterChanges}).
 *
 * <p>Each method is one transaction, or takes part in that of its caller. Nothing is changed while a redrive has the key. Who comes
 * second is told who was first. Safe for use by several threads and processes.
 */
public class LetterDesk {

    private static final int SHORTEST_REASON = 10;

    /** For letters that nothing else can resolve: a redrive cannot read them, and an edit changes the payload only. */
    private static final DiscardOutcome<?> UNREADABLE = new DiscardOutcome<>(
            "unreadable", "No handler of this release can be given the record, so nobody gets an answer.", false, null);

    private final Letters letters;
    private final RedriveTables redrives;
    private final Inbox inbox;
    private final TransactionTemplate transaction;

    LetterDesk(Letters letters, RedriveTables redrives, Inbox inbox, TransactionTemplate transaction) {
        this.letters = letters;
        this.redrives = redrives;
        this.inbox = inbox;
        this.transaction = transaction;
    }

    /** What an operator can declare when the letter is discarded; empty if it cannot be. */
    public List<DiscardOutcome<?>> outcomes(Letter letter) {
        Receiver receiver = inbox.receiverOf(letter.consumer());
        if (receiver == null || letter.eventId() == null || !receiver.knows(letter.consumer(), letter.type())) {
            return List.of(UNREADABLE);
        }
        return receiver.outcomesOf(letter.consumer(), letter.type());
    }

    /**
     * Stores a payload that a redrive takes instead of the original, which stays. Id, type and key are fixed.
     *
     * @param version of the letter that was edited
     * @throws MalformedEventException if the payload is not an event of the letter's type and key
     * @throws RefusedException if the letter is not open, was changed meanwhile, or a redrive has its key
     */
    public void edit(long id, int version, byte[] payload) {
        change(id, version, letter -> {
            checkPayload(letter, payload);
            letters.edit(id, version, payload);
        });
    }

    /** @throws MalformedEventException if the payload is not an event of the letter's type and key */
    void checkPayload(Letter letter, byte[] payload) {
        ConsumerRecord<String, byte[]> original = letters.record(letter);
        var edited = new ConsumerRecord<>(letter.topic(), letter.partition(), letter.offset(), letter.key(), payload);
        original.headers().forEach(edited.headers()::add);
        receiver(letter).check(letter.consumer(), edited);
    }

    /**
     * Ends a letter without the effects of its event, which never takes effect, however often it comes again.
     *
     * @param outcome what is declared instead, one of {@link #outcomes}
     * @throws MalformedEventException if the outcome needs the event and it cannot be decoded: edit it first
     * @throws RefusedException if no such outcome is declared, the reason is shorter than ten characters, the letter is not open, was
     *     changed meanwhile, or a redrive has its key
     */
    public void discard(long id, int version, @Nullable String outcome, String reason, String by) {
        if (reason.strip().length() < SHORTEST_REASON) {
            throw new RefusedException(Kind.INVALID, "A reason has at least " + SHORTEST_REASON + " characters.");
        }
        change(id, version, letter -> {
            demandFirst(letter);
            DiscardOutcome<?> declared = declared(letter, outcome);
            if (!letters.neverHandle(letter)) {
                throw new RefusedException(
                        Kind.CONFLICT,
                        "The event of letter " + id + " took effect already. Redrive it: that closes it.");
            }
            if (declared != UNREADABLE) {
                apply(declared, letter);
            }
            letters.resolve(id, Letter.State.DISCARDED, by, reason.strip());
        });
    }

    private void demandFirst(Letter letter) {
        if (letter.key() != null) {
            letters.first(new KeyOfConsumer(letter.consumer(), letter.key()))
                    .filter(first -> first.id() != letter.id())
                    .ifPresent(first -> {
                        throw new RefusedException(
                                Kind.CONFLICT,
                                "Letter " + letter.id() + " waits behind letter " + first.id()
                                        + " of the same key. Resolve that one first.");
                    });
        }
    }

    private void apply(DiscardOutcome<?> outcome, Letter letter) {
        try {
            receiver(letter).discard(letter.consumer(), letters.record(letter), outcome);
        } catch (DiscardOutcome.NotPossibleException e) {
            throw new RefusedException(Kind.CONFLICT, String.valueOf(e.getMessage()));
        } catch (MalformedEventException e) {
            throw e;
        } catch (RuntimeException e) {
            if (TransientFailure.is(e)) {
                throw e;
            }
            // The message may quote the record, and with it personal data.
            throw new RefusedException(
                    Kind.INVALID,
                    "The outcome " + outcome.name() + " failed too, with "
                            + e.getClass().getName() + ". Correct the cause or edit the letter, then redrive it.");
        }
    }

    /** @throws RefusedException if no such outcome is declared */
    DiscardOutcome<?> declared(Letter letter, @Nullable String name) {
        List<DiscardOutcome<?>> all = outcomes(letter);
        if (all.isEmpty()) {
            throw new RefusedException(
                    Kind.INVALID,
                    letter.consumer() + " has declared no outcome for " + letter.type()
                            + ", so it cannot be discarded. Correct the cause or edit the letter, then redrive it.");
        }
        List<String> names = all.stream().map(DiscardOutcome::name).toList();
        return all.stream()
                .filter(outcome -> outcome.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        Kind.INVALID,
                        "Say what discarding means: one of " + names + (name == null ? "." : ", not " + name + ".")));
    }

    private void change(long id, int version, Consumer<Letter> change) {
        transaction.executeWithoutResult(_ -> {
            Letter seen = find(id);
            if (seen.key() == null) {
                letters.lockWithoutKey(id).flatMap(_ -> redrives.claimOf(id)).ifPresent(this::refuseClaimed);
            } else {
                letters.lock(new KeyOfConsumer(seen.consumer(), seen.key()))
                        .map(Letters.Blocked::jobId)
                        .ifPresent(this::refuseClaimed);
            }
            change.accept(open(id, version));
        });
    }

    /** @throws RefusedException if the letter is not open, or has another version */
    Letter open(long id, int version) {
        Letter letter = find(id);
        if (letter.state() != Letter.State.OPEN) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    "Letter " + id + " is " + letter.state() + " since " + letter.resolvedAt() + ", by "
                            + letter.resolvedBy() + ".");
        }
        if (letter.version() != version) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    "Letter " + id + " has version " + letter.version() + ", not " + version
                            + ": somebody changed it meanwhile. Look at it again.");
        }
        return letter;
    }

    private Letter find(long id) {
        return letters.find(id)
                .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no letter " + id + "."));
    }

    private void refuseClaimed(UUID job) {
        Redrive redrive = redrives.find(job).orElseThrow();
        throw new RefusedException(
                Kind.CONFLICT,
                "The key belongs to the redrive " + job + ", started by " + redrive.startedBy() + " at "
                        + redrive.startedAt() + ". Wait for its end, or stop it.");
    }

    private Receiver receiver(Letter letter) {
        return Objects.requireNonNullElseGet(inbox.receiverOf(letter.consumer()), () -> {
            throw new RefusedException(Kind.INVALID, "No listener of this release is " + letter.consumer() + ".");
        });
    }
}
