package shop.messaging;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Starts a listener again whose thread has died, which spring-kafka does not do: after an {@link Error}, an authentication
 * failure or a fencing the topic would no longer be read, without anybody noticing.
 */
final class ListenerRestart implements ApplicationListener<ConsumerStoppedEvent> {

    private static final Logger log = LoggerFactory.getLogger(ListenerRestart.class);

    private final Duration delay;

    ListenerRestart(Duration delay) {
        this.delay = delay;
    }

    @Override
    public void onApplicationEvent(ConsumerStoppedEvent event) {
        if (event.getReason() == ConsumerStoppedEvent.Reason.NORMAL) {
            return;
        }
        MessageListenerContainer container = event.getContainer(MessageListenerContainer.class);
        log.error(
                "The listener {} has stopped ({}); it starts again in {}.",
                container.getListenerId(),
                event.getReason(),
                delay);
        Thread.ofVirtual().name("listener-restart").start(() -> restart(container));
    }

    private void restart(MessageListenerContainer container) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        // A container that was told to stop meanwhile says so here; one whose thread has died does not.
        if (container.isRunning()) {
            container.stop();
            container.start();
        }
    }
}
