package shop.messaging.redrive;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.Redrive.Details;
import shop.messaging.redrive.Redrive.Selection;
import shop.messaging.redrive.Redrive.State;
import shop.messaging.redrive.RefusedException.Kind;

/**
 * Plans redrives and steers them. What was planned runs in {@link RedriveRunner}.
 *
 * <p>Each method is one transaction, or takes part in that of its caller. Who comes second is told who was first. Safe for use by
 * several threads and processes.
 */
public class Redrives {

    private static final Duration VALID = Duration.ofMinutes(30);

    /** In one service. Each of them takes from its database what its rate allows. */
    private static final int MOST_RUNNING = 3;

    private final RedriveTables tables;
    private final Letters letters;
    private final TransactionTemplate transaction;
    private final RedriveRunner runner;
    private final Clock clock;

    Redrives(
            RedriveTables tables, Letters letters, TransactionTemplate transaction, RedriveRunner runner, Clock clock) {
        this.tables = tables;
        this.letters = letters;
        this.transaction = transaction;
        this.runner = runner;
        this.clock = clock;
    }

    /**
     * Freezes the list of what would be redriven. Letters that come later are not in it.
     *
     * @param canary after so many keys it pauses by itself, at least 1; {@code null} for none
     * @param rate letters a second at most, 0.01 to 10,000; {@code null} for no limit
     * @throws RefusedException if nothing is selected, or the letter is not the first of its key
     */
    public Redrive plan(
            Selection selection,
            @Nullable Integer canary,
            @Nullable Double rate,
            String reason,
            @Nullable String ticket,
            String by) {
        if (canary != null && canary < 1) {
            throw new RefusedException(Kind.INVALID, "A canary has at least one key, not " + canary + ".");
        }
        if (rate != null && !(rate >= 0.01 && rate <= 10_000)) {
            throw new RefusedException(Kind.INVALID, "A rate is 0.01 to 10000 letters a second.");
        }
        return Objects.requireNonNull(transaction.execute(_ -> {
            if (selection instanceof Selection.ByLetter(long id)) {
                demandFirst(id);
            }
            UUID job = tables.insert(
                    canary, rate, reason, ticket, by, clock.instant().plus(VALID));
            tables.select(job, selection);
            if (tables.seal(job) == 0) {
                throw new RefusedException(
                        Kind.NOT_FOUND, "No open letter is selected. What waits is shown by \"waiting\".");
            }
            return tables.find(job).orElseThrow();
        }));
    }

    private void demandFirst(long id) {
        Letter letter = letters.find(id)
                .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no letter " + id + "."));
        if (letter.state() != Letter.State.OPEN) {
            throw new RefusedException(Kind.CONFLICT, "Letter " + id + " is " + letter.state() + " already.");
        }
        if (letter.key() != null) {
            long first = letters.first(new KeyOfConsumer(letter.consumer(), letter.key()))
                    .map(Letter::id)
                    .orElse(id);
            if (first != id) {
                throw new RefusedException(
                        Kind.CONFLICT,
                        "Letter " + id + " waits behind letter " + first
                                + " of the same key. Redrive that one, or the key.");
            }
        }
    }

    /**
     * Starts what was planned. Claims its keys, so that nobody else resolves their letters meanwhile.
     *
     * @throws RefusedException if it runs or ran already, its time is over, another redrive has one of its keys, a letter of it was changed
     *     since it was planned, or three redrives run in this service
     */
    public Redrive run(UUID job, String by) {
        Redrive started = Objects.requireNonNull(transaction.execute(_ -> {
            Redrive planned = lock(job);
            demand(planned, State.PLANNED);
            demandPlace();
            Optional<Redrive> other = tables.claim(job);
            if (other.isPresent()) {
                throw new RefusedException(
                        Kind.CONFLICT,
                        "A key of this plan belongs to the redrive "
                                + other.get().id() + ", started by "
                                + other.get().startedBy() + " at " + other.get().startedAt() + ".");
            }
            // Behind the claims: from here on nobody else changes these letters.
            tables.changed(job).ifPresent(what -> {
                throw new RefusedException(
                        Kind.CONFLICT,
                        "Of this plan, " + what
                                + " is not any more what was shown: somebody edited, erased or resolved a letter"
                                + " after " + planned.requestedBy() + " had planned it. Plan it again.");
            });
            tables.start(job, by);
            runner.adopt(job);
            return tables.find(job).orElseThrow();
        }));
        runner.wakeAfterCommit();
        return started;
    }

    private void demandPlace() {
        List<UUID> running = tables.runningAlone();
        if (running.size() >= MOST_RUNNING) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    MOST_RUNNING + " redrives run in this service, and that is the most: " + running
                            + ". Wait for the end of one, or stop one.");
        }
    }

    /** @throws RefusedException if it does not run */
    public Redrive pause(UUID job) {
        return move(job, State.PAUSED, State.RUNNING);
    }

    /** @throws RefusedException if it is not paused, or three redrives run in this service */
    public Redrive resume(UUID job) {
        Redrive resumed = Objects.requireNonNull(transaction.execute(_ -> {
            demandPlace();
            runner.adopt(job);
            return move(job, State.RUNNING, State.PAUSED);
        }));
        runner.wakeAfterCommit();
        return resumed;
    }

    /** Ends it; what is redriven stays redriven. @throws RefusedException if it is over */
    public Redrive stop(UUID job) {
        return move(job, State.STOPPED, State.PLANNED, State.RUNNING, State.PAUSED);
    }

    private Redrive move(UUID job, State to, State... from) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            demand(lock(job), from);
            tables.move(job, to);
            if (to == State.STOPPED) {
                tables.release(job);
            }
            return tables.find(job).orElseThrow();
        }));
    }

    private Redrive lock(UUID job) {
        return tables.lock(job)
                .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no redrive " + job + "."));
    }

    private static void demand(Redrive job, State... states) {
        if (!List.of(states).contains(job.state())) {
            throw new RefusedException(
                    Kind.CONFLICT,
                    "The redrive " + job.id() + " is " + job.state()
                            + (job.startedBy() == null
                                    ? ", planned by " + job.requestedBy() + " at " + job.createdAt()
                                    : ", started by " + job.startedBy() + " at " + job.startedAt())
                            + (job.state() == State.EXPIRED ? ". Plan it again." : "."));
        }
    }

    /** @throws RefusedException if there is none */
    public Details details(UUID job) {
        return tables.find(job)
                .map(it -> new Details(it, tables.items(job)))
                .orElseThrow(() -> new RefusedException(Kind.NOT_FOUND, "There is no redrive " + job + "."));
    }

    /** Removes jobs and requests that ended 90 days ago. The audit trail keeps who asked for them, and why. */
    public void forgetOld() {
        runner.forgetOld();
    }

    /** The newest first. */
    public List<Redrive> newest(int limit) {
        return tables.newest(limit);
    }
}
