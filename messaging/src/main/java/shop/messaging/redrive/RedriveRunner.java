package shop.messaging.redrive;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import shop.messaging.Inbox;
import shop.messaging.Receiver;
import shop.messaging.TransientFailure;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.Redrive.State;
import shop.messaging.redrive.RedriveTables.OpenItem;

/**
 * Does the redrives that are running, in every process of the service.
 *
 * <p>Each letter is one transaction: the right to do the job's next step, the right to touch the key, the inbox, the handler's
 * effects and outbox rows, and the state of the letter. If the process dies, the letter is still open, and another process goes on.
 * A letter that fails again stops its key; the other keys go on. While infrastructure is broken, the same letter is tried again
 * without limit.
 */
class RedriveRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RedriveRunner.class);

    /** After a crash elsewhere, a job stands still for so long. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** Another process has the right to the next step. */
    private static final Duration TURN = Duration.ofMillis(200);

    /** If no process of its release has done a step of a job for so long, any other may. */
    private static final Duration ORPHANED = Duration.ofMinutes(1);

    private static final Duration KEPT = Duration.ofDays(90);

    private final RedriveTables tables;
    private final Letters letters;
    private final Inbox inbox;
    private final TransactionTemplate transaction;
    private final BackOff backOff;
    private final BooleanSupplier isNeeded;
    private final @Nullable String release;
    private final Map<UUID, Thread> jobs = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService looks;

    /**
     * @param isNeeded whether this service has consumers, and with them the tables
     * @param release the version of the program, or {@code null} if it has none
     */
    RedriveRunner(
            RedriveTables tables,
            Letters letters,
            Inbox inbox,
            TransactionTemplate transaction,
            BackOff backOff,
            BooleanSupplier isNeeded,
            @Nullable String release) {
        this.tables = tables;
        this.letters = letters;
        this.inbox = inbox;
        this.transaction = transaction;
        this.backOff = backOff;
        this.isNeeded = isNeeded;
        this.release = release;
    }

    @Override
    public void start() {
        if (!isNeeded.getAsBoolean()) {
            return;
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("redrive").daemon().factory());
        executor.scheduleWithFixedDelay(this::look, 1_000, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(this::tryToForget, 1, 1, TimeUnit.HOURS);
        looks = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = looks;
        if (executor != null) {
            looks = null;
            executor.shutdownNow();
            jobs.values().forEach(Thread::interrupt);
            jobs.values().forEach(RedriveRunner::join);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return looks != null;
    }

    /** A job is started or resumed, with the transaction that is running. */
    void wakeAfterCommit() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    wake();
                }
            });
        } else {
            wake();
        }
    }

    private void wake() {
        ScheduledExecutorService executor = looks;
        if (executor != null) {
            executor.execute(this::look);
        }
    }

    private void look() {
        try {
            tables.running()
                    .forEach(job -> jobs.computeIfAbsent(
                            job, _ -> Thread.ofVirtual().name("redrive-" + job).start(() -> work(job))));
        } catch (RuntimeException e) {
            log.debug("Whether a redrive is running is unknown; it is looked up again", e);
        }
    }

    private void tryToForget() {
        try {
            forgetOld();
        } catch (RuntimeException e) {
            log.warn("Redrives that ended long ago are still there; it is tried again: {}", e.toString());
        }
    }

    void forgetOld() {
        int forgotten = Objects.requireNonNull(transaction.execute(_ -> tables.forget(KEPT)));
        if (forgotten > 0) {
            log.info("{} redrives and requests that ended long ago are removed", forgotten);
        }
    }

    private void work(UUID job) {
        BackOffExecution pauses = backOff.start();
        boolean failing = false;
        try {
            while (isRunning()) {
                try {
                    Optional<Duration> pause = step(job);
                    if (pause.isEmpty()) {
                        return;
                    }
                    if (failing) {
                        log.info("The redrive {} goes on", job);
                        failing = false;
                        pauses = backOff.start();
                    }
                    Thread.sleep(pause.get());
                } catch (RuntimeException e) {
                    if (!failing) {
                        log.warn("The redrive {} cannot go on now; it is tried again: {}", job, e.toString());
                        failing = true;
                    }
                    Thread.sleep(pauses.nextBackOff());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            jobs.remove(job);
        }
    }

    /**
     * Redrives the next letter of a job.
     *
     * @return how long to wait before the next step; empty if the job does not run any more
     * @throws RuntimeException if infrastructure is broken; the letter is still open
     */
    Optional<Duration> step(UUID job) {
        try {
            return Objects.requireNonNull(transaction.execute(_ -> next(job)));
        } catch (NotOfThisReleaseException e) {
            log.debug("Another release has to go on with the redrive {}: {}", job, e.getMessage());
            return Optional.of(LOOK);
        } catch (LetterFailure failure) {
            Throwable cause = Objects.requireNonNull(failure.getCause());
            if (TransientFailure.is(cause)) {
                throw new IllegalStateException(cause.getClass().getName(), cause);
            }
            transaction.executeWithoutResult(_ -> fail(job, failure, cause));
            return Optional.of(pauseAfter(failure.job));
        }
    }

    /** This process belongs to a job from now on, with the others of its release. */
    void adopt(UUID job) {
        tables.belongsTo(job, release);
    }

    private Optional<Duration> next(UUID job) {
        Optional<Redrive> locked = tables.lockRunning(job, release, ORPHANED);
        if (locked.isEmpty()) {
            return tables.find(job)
                    .filter(it -> it.state() == State.RUNNING)
                    .map(_ -> tables.untilNext(job).orElse(TURN));
        }
        Redrive redrive = locked.get();
        Optional<OpenItem> item = tables.nextItem(job);
        if (item.isEmpty()) {
            tables.move(job, State.DONE);
            tables.release(job);
            log.info(
                    "The redrive {} is done: {} letters redriven, {} had taken effect before, {} keys failed",
                    job,
                    redrive.redriven(),
                    redrive.duplicates(),
                    redrive.failed());
            return Optional.empty();
        }
        if (redrive.canary() instanceof Integer canary && tables.haveEnded(job, canary)) {
            tables.move(job, State.PAUSED);
            tables.forgetCanary(job);
            return Optional.empty();
        }
        Optional<Letter> letter = lockNext(item.get(), job);
        if (letter.isEmpty()) {
            end(item.get(), job);
            return Optional.of(Duration.ZERO);
        }
        try {
            redrive(redrive, item.get(), letter.get());
        } catch (NotOfThisReleaseException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new LetterFailure(redrive, item.get(), letter.get(), e);
        }
        return Optional.of(pauseAfter(redrive));
    }

    private static Duration pauseAfter(Redrive redrive) {
        return redrive.rate() == null ? Duration.ZERO : Duration.ofNanos((long) (1e9 / redrive.rate()));
    }

    /** @return empty if the plan has no more of the key, or another redrive has it by now */
    private Optional<Letter> lockNext(OpenItem item, UUID job) {
        if (item.keyOfConsumer().isEmpty()) {
            return letters.lockWithoutKey(item.upto())
                    .filter(letter ->
                            tables.claimOf(letter.id()).filter(job::equals).isPresent());
        }
        return item.keyOfConsumer()
                .flatMap(letters::lock)
                .filter(blocked -> job.equals(blocked.jobId()))
                .flatMap(blocked -> letters.first(blocked.key()))
                .filter(letter -> letter.id() <= item.upto());
    }

    private void end(OpenItem item, UUID job) {
        int later = item.keyOfConsumer()
                .flatMap(letters::blocked)
                .map(Letters.Blocked::letters)
                .orElse(0);
        tables.release(item, job);
        tables.itemDone(item.id(), later == 0 ? null : later + " letters came after the plan and still wait");
    }

    private void redrive(Redrive job, OpenItem item, Letter letter) {
        Receiver receiver = inbox.receiverOf(letter.consumer());
        if (receiver == null) {
            throw new NotOfThisReleaseException("No listener of this release is " + letter.consumer());
        }
        Inbox.Redriven outcome = receiver.redrive(letter.consumer(), letters.record(letter));
        if (outcome == Inbox.Redriven.SKIPPED) {
            throw new NotOfThisReleaseException("This release does not know the type " + letter.type());
        }
        boolean isNew = outcome == Inbox.Redriven.HANDLED;
        Letter.State handled = letter.isEdited() ? Letter.State.EDITED_REDRIVEN : Letter.State.REDRIVEN;
        letters.resolve(
                letter.id(),
                isNew ? handled : Letter.State.DUPLICATE,
                String.valueOf(job.startedBy()),
                "redrive " + job.id());
        tables.count(job.id(), release, isNew ? 1 : 0, isNew ? 0 : 1, 0);
    }

    /** Unless another process has been faster: then the letter is resolved, or the job is not running any more. */
    private void fail(UUID job, LetterFailure failure, Throwable cause) {
        OpenItem item = failure.item;
        boolean isRunning =
                tables.lock(job).filter(it -> it.state() == State.RUNNING).isPresent();
        item.keyOfConsumer().ifPresent(letters::lock);
        boolean isOpen = letters.find(failure.letter.id())
                .filter(it -> it.state() == Letter.State.OPEN)
                .isPresent();
        if (!isRunning || !isOpen || !tables.isOpen(item.id())) {
            return;
        }
        letters.failed(failure.letter.id(), cause);
        tables.itemFailed(
                item.id(),
                "letter " + failure.letter.id() + " failed: " + cause.getClass().getName());
        tables.release(item, job);
        tables.count(job, release, 0, 0, 1);
        // The message may quote the record, and with it personal data.
        log.warn(
                "The redrive {}: letter {} of {} failed again: {}",
                job,
                failure.letter.id(),
                item.consumer(),
                cause.getClass().getName());
    }

    /** Nothing is wrong with the letter: a process of an older or newer release can do it. */
    private static final class NotOfThisReleaseException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotOfThisReleaseException(String message) {
            super(message);
        }
    }

    /** A letter failed; its transaction is rolled back. */
    private static final class LetterFailure extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Redrive job;
        private final transient OpenItem item;
        private final transient Letter letter;

        LetterFailure(Redrive job, OpenItem item, Letter letter, Throwable cause) {
            super(cause);
            this.job = job;
            this.item = item;
            this.letter = letter;
        }
    }
}
