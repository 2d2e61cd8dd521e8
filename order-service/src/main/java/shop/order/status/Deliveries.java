package shop.order.status;

import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.opsapi.PersonalData;

/** The personal data of orders: where each goes, and whom to ask about it. */
@Service
class Deliveries implements PersonalData {

    private final OrderRepository repository;
    private final Clock clock;

    Deliveries(OrderRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * Erases the deliveries of a shopper's orders, in the transaction of the caller. The orders stay. An event that tells of such
     * an order later brings nothing back; an order that is placed later keeps its delivery. Orders are not written meanwhile.
     *
     * @return how many deliveries were erased
     */
    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Integer> erase(UUID shopperId) {
        return Map.of("deliveries", repository.eraseDeliveries(shopperId, clock.instant()));
    }
}
