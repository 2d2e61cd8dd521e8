package shop.testing.model;

import java.util.Collection;
import java.util.List;

/** What a service does with the events of a batch, in the transaction of its inbox. */
interface Handler {

    /** The rows that have to be locked before these events are decided. */
    Collection<Object> rows(List<Event> events);

    /** @throws RuntimeException if it cannot handle one of them */
    void handle(List<Event> events, Transaction transaction);
}
