package shop.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.BackOffExecution;

/**
 * What a listener does after a failure: it waits, longer each time, and tries the same again, without limit. That holds for
 * a batch that its handler could not process, and for everything else in a listener's loop, such as a poll or a commit.
 *
 * <p>Safe for use by several threads.
 */
class EndlessRetry extends DefaultErrorHandler {

    private final ConsumerProperties settings;
    private final Standstills standstills;
    private final Clock clock;
    private final ThreadLocal<@Nullable Pause> pauses = new ThreadLocal<>();

    EndlessRetry(ConsumerProperties settings, Standstills standstills, Clock clock) {
        super(
                (_, failure) -> {
                    throw new IllegalStateException("A batch is never given up", failure);
                },
                settings.backOff());
        this.settings = settings;
        this.standstills = standstills;
        this.clock = clock;
        // No class of exceptions is "not worth a retry": that would skip records.
        setClassifications(Map.of(), true);
    }

    @Override
    public void handleBatch(
            Exception failure,
            ConsumerRecords<?, ?> batch,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable handler) {
        Standstills.Place place = place(container);
        standstills.failed(place, failure);
        super.handleBatch(failure, batch, consumer, container, () -> {
            try {
                handler.run();
            } catch (RuntimeException e) {
                standstills.failed(place, e);
                throw e;
            }
            standstills.over(place);
        });
    }

    /** Spring's own handler throws here, and the loop would begin its next turn at once. */
    @Override
    public void handleOtherException(
            Exception failure, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        if (!container.isRunning()) {
            // The failure is the stop itself.
            return;
        }
        standstills.failed(place(container), failure);
        try {
            ListenerUtils.stoppableSleep(container, nextPause().toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void clearThreadState() {
        pauses.remove();
        super.clearThreadState();
    }

    /** Failures that follow each other belong together; after a quiet time the pauses are short again. */
    private Duration nextPause() {
        Instant now = clock.instant();
        @Nullable Pause last = pauses.get();
        BackOffExecution backOff = last == null || now.isAfter(last.end().plus(settings.longestRetry()))
                ? settings.backOff().start()
                : last.backOff();
        Duration pause = Duration.ofMillis(backOff.nextBackOff());
        pauses.set(new Pause(backOff, now.plus(pause)));
        return pause;
    }

    private static Standstills.Place place(MessageListenerContainer container) {
        return new Standstills.Place.Listener(String.valueOf(container.getGroupId()));
    }

    private record Pause(BackOffExecution backOff, Instant end) {}
}
