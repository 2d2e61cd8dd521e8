package shop.inventory.stock;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The stock of every SKU: takes goods in, and lets reservations lock and change it. */
@Service
public class Stocks {

    private final StockRepository repository;
    private final Clock clock;

    Stocks(StockRepository repository, Clock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /** Creates the stock of a new product, with no units. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void createEmpty(String sku) {
        repository.insertEmpty(sku);
    }

    /**
     * Locks the stock of these SKUs until the transaction ends, in SKU order.
     *
     * @return the stock by SKU; a SKU without a product is missing
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Stock> lock(Collection<String> skus) {
        return repository.lock(skus);
    }

    /**
     * Changes the reserved units of SKUs whose stock is locked, with one update per SKU.
     *
     * @param changes units to add per SKU; negative gives them back
     * @throws org.springframework.dao.DataIntegrityViolationException if that would break I1
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void changeReserved(Map<String, Integer> changes) {
        if (!changes.isEmpty()) {
            repository.changeReserved(changes);
        }
    }

    /** Takes a delivery of goods into stock; a repeated request with the same key changes nothing. */
    @Transactional
    IntakeOutcome receive(String sku, int quantity, String idempotencyKey) {
        // The lock comes first, so of equal requests at the same moment the later ones wait here and then find the
        // intake.
        Stock stock = repository.lock(sku).orElse(null);
        if (stock == null) {
            return new IntakeOutcome.UnknownProduct();
        }
        if (repository.isSameIntake(idempotencyKey, sku, quantity)) {
            return new IntakeOutcome.Received(stock);
        }
        if (!stock.hasRoomFor(quantity)) {
            return new IntakeOutcome.TooMuch();
        }
        if (!repository.insertIntake(idempotencyKey, sku, quantity, clock.instant())) {
            return new IntakeOutcome.KeyReused();
        }
        repository.addOnHand(sku, quantity);
        return new IntakeOutcome.Received(stock.plus(quantity));
    }
}
