package shop.messaging.letters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/**
 * Shows what waits behind dead letters, in metrics and health, as of a look every ten seconds. Not part of liveness or readiness: a
 * restart does not help. Removes the payloads of letters that were resolved thirty days ago.
 */
public class LetterWatch implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(LetterWatch.class);

    /** They are read from the database that the processes of a service share. */
    private static final String SCOPE =
            "of the whole service: the same in each of its processes, so take max and not sum";

    private static final int LOOK_SECONDS = 10;
    private static final int SHOWN_KEYS = 20;
    private static final Duration PAYLOADS_KEPT = Duration.ofDays(30);

    private final Letters letters;
    private final Supplier<Set<String>> answered;
    private final BooleanSupplier isNeeded;
    private final Clock clock;
    private final MultiGauge open;
    private final MultiGauge blocked;
    private final MultiGauge unanswered;
    private final MultiGauge oldest;
    private volatile List<Letters.Waiting> waiting = List.of();
    private volatile List<Letters.Blocked> keys = List.of();
    private volatile @Nullable ScheduledExecutorService looks;

    /**
     * @param answered as in {@link Letters#waiting}
     * @param isNeeded whether this service has consumers, and with them the tables
     */
    public LetterWatch(
            Letters letters,
            Supplier<Set<String>> answered,
            BooleanSupplier isNeeded,
            MeterRegistry registry,
            Clock clock) {
        this.letters = letters;
        this.answered = answered;
        this.isNeeded = isNeeded;
        this.clock = clock;
        this.open = MultiGauge.builder("shop.letters.open")
                .description("Dead letters, and events that wait behind them (" + SCOPE + ")")
                .register(registry);
        this.blocked = MultiGauge.builder("shop.letters.keys")
                .description("Keys whose events wait (" + SCOPE + ")")
                .register(registry);
        this.unanswered = MultiGauge.builder("shop.letters.unanswered")
                .description("Keys with a waiting event that somebody waits for an answer to (" + SCOPE + ")")
                .register(registry);
        this.oldest = MultiGauge.builder("shop.letters.oldest")
                .description("The age of the oldest open letter (" + SCOPE + ")")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void start() {
        if (!isNeeded.getAsBoolean()) {
            return;
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("letter-watch").daemon().factory());
        executor.scheduleWithFixedDelay(this::tryToLook, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        executor.scheduleWithFixedDelay(this::tryToForget, 1, 1, TimeUnit.HOURS);
        looks = executor;
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = looks;
        if (executor != null) {
            looks = null;
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return looks != null;
    }

    private void tryToLook() {
        try {
            look();
        } catch (RuntimeException e) {
            log.debug("What waits is unknown; it is looked up again", e);
        }
    }

    private void tryToForget() {
        try {
            forgetPayloads();
        } catch (RuntimeException e) {
            log.warn(
                    "Payloads of letters that were resolved long ago are still there; it is tried again: {}",
                    e.toString());
        }
    }

    /** Removes the personal data of letters that were resolved thirty days ago. */
    public void forgetPayloads() {
        int letterCount = letters.forgetPayloads(PAYLOADS_KEPT);
        if (letterCount > 0) {
            log.info("The payloads of {} resolved letters are removed", letterCount);
        }
    }

    /** Looks now. */
    public synchronized void look() {
        List<Letters.Blocked> blockedKeys = letters.blocked(SHOWN_KEYS);
        List<Letters.Waiting> before = waiting;
        List<Letters.Waiting> now = letters.waiting(answered.get());
        keys = blockedKeys;
        waiting = now;
        if (!now.isEmpty() || !before.isEmpty()) {
            show(open, now, Letters.Waiting::letters);
            show(blocked, now, Letters.Waiting::keys);
            show(unanswered, now, Letters.Waiting::unanswered);
            show(oldest, now, one -> age(one).toSeconds());
        }
    }

    private Duration age(Letters.Waiting one) {
        return Duration.between(one.oldest(), clock.instant()).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void show(MultiGauge gauge, List<Letters.Waiting> waiting, Function<Letters.Waiting, Number> value) {
        gauge.register(
                waiting.stream()
                        .map(one -> MultiGauge.Row.of(Tags.of("consumer", one.consumer()), value.apply(one)))
                        .toList(),
                true);
    }

    @Override
    public Health health() {
        List<Letters.Waiting> now = waiting;
        if (now.isEmpty()) {
            return Health.up().build();
        }
        var health = Health.outOfService();
        now.forEach(one -> health.withDetail(
                one.consumer(),
                one.letters() + " letters of " + one.keys() + " keys wait, the oldest for "
                        + age(one) + ", since " + one.oldest() + "; "
                        + one.unanswered() + " of the keys have no answer because of it"));
        health.withDetail(
                "keys",
                keys.stream()
                        .map(one -> one.key() + ": " + one.letters() + " letters, since " + one.since())
                        .toList());
        return health.build();
    }
}
