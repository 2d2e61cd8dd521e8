package shop.tools.audit;

import java.util.Map;

/** I2: what was received is either available or held by an order; what was released is available again. */
final class StockConservation implements Invariant {

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I2", "No unit appears or vanishes: received = available + reserved");
        Map<String, Long> held = NoOversell.heldByReservations(history);
        for (History.Stock stock : history.stock()) {
            long available = stock.onHand() - stock.reserved();
            long accountedFor = available + held.getOrDefault(stock.sku(), 0L);
            if (stock.received() != stock.onHand()) {
                finding.broken(
                        stock.sku(), "received " + stock.received() + ", but " + stock.onHand() + " are on hand");
            } else if (stock.received() != accountedFor) {
                finding.broken(
                        stock.sku(),
                        "received " + stock.received() + ", but " + accountedFor + " are available or held by orders");
            }
        }
        return finding.checked(history.stock().size(), "SKUs");
    }
}
