package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InFlightTest {

    private final InFlight<Integer> inFlight = new InFlight<>(10);

    @Test
    void positionIsGivenOutOnlyAfterEverythingBeforeIt() throws Exception {
        var first = inFlight.add(1, row());
        var second = inFlight.add(2, row());
        var third = inFlight.add(3, row());

        inFlight.acknowledged(third);
        inFlight.acknowledged(second);
        assertThat(inFlight.acknowledgedUpTo()).isNull();

        inFlight.acknowledged(first);
        assertThat(inFlight.acknowledgedUpTo()).isEqualTo(3);
        assertThat(inFlight.isEmpty()).isTrue();
        assertThat(inFlight.acknowledgedUpTo()).isNull();
    }

    @Test
    void passedPositionWaitsForWhatIsBeforeIt() throws Exception {
        OutboxRecord event = row();
        var first = inFlight.add(1, event);
        inFlight.addAcknowledged(2);

        assertThat(inFlight.acknowledgedUpTo()).isNull();
        assertThat(inFlight.oldestUnacknowledged())
                .extracting(InFlight.Unacknowledged::row)
                .isEqualTo(event);

        inFlight.acknowledged(first);
        assertThat(inFlight.acknowledgedUpTo()).isEqualTo(2);
        assertThat(inFlight.oldestUnacknowledged()).isNull();
    }

    @Test
    void passedPositionsBehindAStuckEventAreNotKept() throws Exception {
        var stuck = new InFlight<Object>(10);
        var event = stuck.add(new Object(), row());
        var heartbeat = new WeakReference<>(new Object());
        stuck.addAcknowledged(heartbeat.get());
        Object last = new Object();
        stuck.addAcknowledged(last);

        await().until(() -> {
            System.gc();
            return heartbeat.get() == null;
        });
        stuck.acknowledged(event);
        assertThat(stuck.acknowledgedUpTo()).isSameAs(last);
        assertThat(stuck.isEmpty()).isTrue();
    }

    @Test
    void failedPositionHoldsEverythingBehindItBack() throws Exception {
        inFlight.add(1, row());
        var second = inFlight.add(2, row());
        var reason = new IllegalStateException("first");

        inFlight.failed(reason);
        inFlight.failed(new IllegalStateException("second"));
        inFlight.acknowledged(second);

        assertThat(inFlight.failure()).isSameAs(reason);
        assertThat(inFlight.acknowledgedUpTo()).isNull();
    }

    @Test
    void acknowledgementMakesRoom() throws Exception {
        var narrow = new InFlight<Integer>(1);
        var first = narrow.add(1, row());
        Thread sender = Thread.startVirtualThread(() -> {
            try {
                narrow.add(2, row());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(sender.join(java.time.Duration.ofMillis(50))).isFalse();

        narrow.acknowledged(first);

        assertThat(sender.join(java.time.Duration.ofSeconds(5))).isTrue();
    }

    private static OutboxRecord row() {
        return new OutboxRecord(UUID.randomUUID(), "sample", "key", "sample.noted.v1", "{}", null);
    }
}
