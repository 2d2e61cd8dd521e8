package shop.messaging;

/**
 * Lets a batch of events take effect.
 *
 * <p>Called inside the transaction that also remembers the events' ids; everything it writes commits or rolls back with
 * them. After a rollback the same events come again, in smaller batches if the failure was not a transient one.
 */
@FunctionalInterface
public interface EventHandler {

    /** @param events none of them handled before; at least one */
    void handle(EventBatch events);
}
