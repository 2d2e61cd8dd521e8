package shop.checkout.cart;

import java.util.List;
import java.util.Optional;
import shop.schemas.Money;
import shop.schemas.OrderLine;

/**
 * What can be ordered from a cart at this version, at current prices.
 *
 * @param version stands for one content of this shopper's cart and is never used for another
 */
public record CartContent(long version, List<OrderLine> lines) {

    public CartContent {
        lines = List.copyOf(lines);
    }

    /** The sum of the lines; empty if there is none, because then there is no currency. */
    public Optional<Money> total() {
        return lines.stream().map(OrderLine::total).reduce(Money::plus);
    }
}
