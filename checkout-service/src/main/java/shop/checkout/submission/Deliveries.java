package shop.checkout.submission;

import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.messaging.Outbox;
import shop.opsapi.PersonalData;
import shop.schemas.Delivery;
import shop.topics.ShopTopics;

/** The personal data of checkouts: in the events that the outbox still holds, and, not to be read but to be guessed, in hashes. */
@Service
class Deliveries implements PersonalData {

    private final CheckoutRepository repository;
    private final Outbox outbox;

    Deliveries(CheckoutRepository repository, Outbox outbox) {
        this.repository = repository;
        this.outbox = outbox;
    }

    /**
     * Erases the personal data of a shopper's checkouts, in the transaction of the caller. What the relay sends after a lost slot
     * has none; the same request once more is refused, because nothing says any more that it is the same.
     *
     * @return how many events and hashes were erased
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Integer> erase(UUID shopperId) {
        int hashes = repository.eraseRequests(shopperId);
        int events =
                outbox.replace(ShopTopics.CHECKOUT_EVENTS, repository.ordersOf(shopperId), "delivery", Delivery.ERASED);
        return Map.of("requestHashes", hashes, "outboxEvents", events);
    }
}
