package shop.checkout.cart;

import java.util.List;
import java.util.Optional;
import shop.schemas.Money;
import shop.schemas.OrderLine;

/**
 * What can be ordered from a cart at its version, at the prices of now.
 *
 * @param version names one content of this shopper's cart, for ever
 */
public record CartContent(long version, List<OrderLine> lines) {

    public CartContent {
        lines = List.copyOf(lines);
    }

    /** The sum of the lines; empty without any, as there is no currency then. */
    public Optional<Money> total() {
        return lines.stream().map(OrderLine::total).reduce(Money::plus);
    }
}
