package shop.messaging;

import java.util.List;

/**
 * Lets a batch of events take effect.
 *
 * <p>Called inside the transaction that also remembers the events' ids; everything it writes commits or rolls back with
 * them. After a rollback the same events come again, in smaller batches if the failure was not a transient one.
 */
@FunctionalInterface
public interface EventHandler<E> {

    /** @param events in the order of arrival, none of them handled before, never empty */
    void handle(List<Event<E>> events);
}
