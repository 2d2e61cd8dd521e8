package shop.messaging.replay;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import shop.messaging.EventBatch;
import shop.messaging.Subscription;

/**
 * A table that is a fold of topics, so that it can be built again from them. The migrations of the service name it in table
 * {@code projections}.
 *
 * <p>The fold must give the same rows when an event comes twice, and in whatever order topics and partitions are read; events of one
 * key and topic come in their order.
 */
public interface Projection {

    String name();

    /** What the listeners of this service read, under their names. A replay never gets ahead of them. */
    List<Subscription<?>> consumed();

    /** Topics that this service writes, for what was decided here and stands nowhere else outside the table. */
    List<Subscription<?>> own();

    /**
     * Applies events to the shadow, in the transaction of the caller, whose search path and role are those of a replay. Nothing is
     * published meanwhile ({@link shop.messaging.Replaying}).
     */
    void apply(EventBatch events);

    /** Whether an event counts although its dead letter was discarded, because the discard recorded it all the same. */
    boolean countsWhenDiscarded(Object event);

    /** How many rows are from before a time. */
    long before(Instant horizon);

    /** Copies these rows, because their events are not all on the topics any more. */
    void copyBefore(Instant horizon);

    /** Keeps everybody from writing the table in use until the transaction ends; reading goes on. */
    void lock();

    /**
     * Adopts what was decided here and may not have reached its topic. The table is locked.
     *
     * @param since what was committed before is on the topic or was adopted already
     */
    void adopt(Instant since);

    /** Adopts what was decided here and may not have reached its topic, however old. */
    void adopt();

    /** Where shadow and table differ, of all rows. */
    List<Difference> differences(int atMost);

    /** Where shadow and table differ, of the rows with these keys. */
    List<Difference> differences(Collection<UUID> keys);

    /** @param columns what differs, for a person to read; no values */
    record Difference(UUID key, String columns) {}
}
