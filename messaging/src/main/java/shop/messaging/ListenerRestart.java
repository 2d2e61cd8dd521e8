package shop.messaging;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Starts a listener again when its thread has died, which spring-kafka does not do. After an {@link Error}, an authentication
 * failure or a fencing nobody would read the topic any more, and nobody would notice.
 */
class ListenerRestart {

    private static final Logger log = LoggerFactory.getLogger(ListenerRestart.class);

    private final Duration delay;
    private volatile boolean closed;

    ListenerRestart(Duration delay) {
        this.delay = delay;
    }

    @EventListener
    void onClosing(ContextClosedEvent closing) {
        closed = true;
    }

    @EventListener
    void onStopped(ConsumerStoppedEvent event) {
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
        boolean started = false;
        while (!started) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            started = closed || startAgain(container);
        }
    }

    private static boolean startAgain(MessageListenerContainer container) {
        try {
            // Also stops the threads of the same listener that are still alive.
            container.stop();
            container.start();
            return true;
        } catch (RuntimeException e) {
            log.error("The listener {} could not be started; it is tried again.", container.getListenerId(), e);
            return false;
        }
    }
}
