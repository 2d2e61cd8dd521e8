package shop.messaging.redrive;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.letters.Letter;
import shop.messaging.redrive.LetterChange.State;
import shop.messaging.redrive.LetterChange.Verb;
import shop.messaging.redrive.LetterChangeTable.Draft;
import shop.messaging.redrive.RefusedException.Kind;

/**
 * Edits and discards of dead letters as one person asks for them and another one approves them.
 *
 * <p>A request is checked as far as it can be without doing it, and changes nothing. It is valid for a day, and only for the version of
 * the letter that was looked at. Who may approve is for the caller to decide; the database refuses an approval by whoever asked, unless it is
 * marked. Each method is one transaction, or takes part in that of its caller. Safe for use by several threads and processes.
 */
public class LetterChanges {

    private static final Duration VALID = Duration.ofDays(1);

    private final LetterChangeTable table;
    private final LetterDesk desk;
    private final TransactionTemplate transaction;
    private final Clock clock;

    LetterChanges(LetterChangeTable table, LetterDesk desk, TransactionTemplate transaction, Clock clock) {
        this.table = table;
        this.desk = desk;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Who asks for a change.
     *
     * @param via how it has proven who it is
     */
    public record Requester(String name, String via) {}

    /**
     * Asks for another payload; see {@link LetterDesk#edit}.
     *
     * @throws shop.eventcodec.MalformedEventException if the payload is not an event of the letter's type and key
     * @throws RefusedException if the letter is not open or was changed meanwhile
     */
    public LetterChange requestEdit(
            long letter, int version, byte[] payload, String reason, @Nullable String ticket, Requester by) {
        return request(new Draft(letter, version, Verb.EDIT, payload, null, reason, ticket), by, found -> {
            desk.checkPayload(found, payload);
            return null;
        });
    }

    /**
     * Asks for a discard; see {@link LetterDesk#discard}.
     *
     * @throws RefusedException if no such outcome is declared, or the letter is not open or was changed meanwhile
     */
    public LetterChange requestDiscard(
            long letter, int version, @Nullable String answer, String reason, @Nullable String ticket, Requester by) {
        return request(new Draft(letter, version, Verb.DISCARD, null, answer, reason, ticket), by, found -> {
            desk.declared(found, answer);
            return null;
        });
    }

    private LetterChange request(Draft draft, Requester by, Function<Letter, @Nullable Void> check) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            check.apply(desk.open(draft.letterId(), draft.letterVersion()));
            return table.insert(draft, by.name(), by.via(), clock.instant().plus(VALID));
        }));
    }

    /**
     * Does what was asked for.
     *
     * @param alone whether the one who approves may be the one who asked
     * @throws RefusedException if it was decided or has expired, or the letter is not any more what was looked at
     */
    public LetterChange approve(long id, String by, boolean alone) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            LetterChange change = undecided(id);
            String who = alone ? by : change.requestedBy() + ", approved by " + by;
            switch (change.verb()) {
                case EDIT -> desk.edit(change.letterId(), change.letterVersion(), payload(change));
                case DISCARD ->
                    desk.discard(change.letterId(), change.letterVersion(), change.answer(), change.reason(), who);
            }
            return decide(change, State.APPROVED, by, alone);
        }));
    }

    private byte[] payload(LetterChange change) {
        return Objects.requireNonNullElseGet(table.payload(change.id()), () -> {
            throw new RefusedException(
                    Kind.CONFLICT, "The payload of the change " + change.id() + " was removed. Ask for it again.");
        });
    }

    /** @throws RefusedException if it was decided or has expired */
    public LetterChange withdraw(long id, String by) {
        return Objects.requireNonNull(transaction.execute(_ -> decide(undecided(id), State.WITHDRAWN, by, false)));
    }

    private LetterChange undecided(long id) {
        LetterChange change = find(id);
        return switch (change.state()) {
            case REQUESTED -> change;
            case APPROVED, WITHDRAWN ->
                throw new RefusedException(
                        Kind.CONFLICT,
                        "The change " + id + " is " + change.state() + " since " + change.decidedAt() + ", by "
                                + change.decidedBy() + ".");
            case EXPIRED ->
                throw new RefusedException(
                        Kind.CONFLICT,
                        "The change " + id + ", requested by " + change.requestedBy() + ", has expired at "
                                + change.expiresAt() + ". Ask for it again.");
        };
    }

    /** The locked key makes two of them follow each other; this is for a withdrawal, which locks none. */
    private LetterChange decide(LetterChange change, State state, String by, boolean alone) {
        if (!table.decide(change.id(), state, by, alone)) {
            undecided(change.id());
            throw new IllegalStateException("The change " + change.id() + " cannot be decided");
        }
        return find(change.id());
    }

    /** @throws RefusedException if there is none */
    public LetterChange find(long id) {
        return table.find(id).orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no change " + id + "."));
    }

    /** The payload of an edit as it was asked for; {@code null} if it is decided, or no edit. */
    public byte @Nullable [] requestedPayload(long id) {
        find(id);
        return table.payload(id);
    }

    /** The newest first. */
    public List<LetterChange> newest(int limit) {
        return table.newest(limit);
    }
}
