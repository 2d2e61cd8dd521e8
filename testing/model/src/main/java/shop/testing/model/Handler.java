package shop.testing.model;

import java.util.Collection;
import java.util.List;

/** What a service does with the events of a batch, in the transaction of its inbox. */
interface Handler {

    /** The rows that have to be locked before these events are decided. */
    Collection<Object> rows(List<Event> events);

    /** @throws RuntimeException if it cannot handle one of them */
    void handle(List<Event> events, Transaction transaction);

    /** Whether an event can be discarded, because there is an answer to its shopper without it. */
    boolean hasAnswerFor(Event discarded);

    /** Gives that answer. */
    void answer(Event discarded, Transaction transaction);
}
