package shop.cart.basket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shop.cart.catalogue.Product;
import shop.schemas.Money;

/**
 * A cart with the names and prices its products have now: what the shopper sees and checkout orders.
 *
 * <p>An item that cannot be ordered at the moment is listed apart and is not in the total, so a product taken out of the shop
 * never breaks a cart. It is a line again as soon as its product is back, and can be removed like any item.
 *
 * @param total the sum of the lines; zero euros if there is none
 * @param notOrderable left out of the JSON if there is none
 */
record PricedCart(
        long version,
        List<Line> items,
        Money total,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<NotOrderable> notOrderable)
        implements CartOutcome {

    private static final Money NOTHING = new Money(0, "EUR");

    record Line(String sku, String name, int quantity, Money unitPrice, Money lineTotal, int available) {}

    record NotOrderable(String sku, int quantity, Reason reason) {}

    enum Reason {
        /** Inventory does not know the SKU, or no longer. */
        UNKNOWN_PRODUCT("unknown-product"),
        /** Its price is in another currency than that of the first line: an order has one total. */
        OTHER_CURRENCY("other-currency");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        @JsonValue
        String code() {
            return code;
        }
    }

    static PricedCart of(Cart cart, Map<String, Product> products) {
        var lines = new ArrayList<Line>();
        var notOrderable = new ArrayList<NotOrderable>();
        @Nullable Money total = null;
        for (CartItem item : cart.items()) {
            Product product = products.get(item.sku());
            if (product == null) {
                notOrderable.add(new NotOrderable(item.sku(), item.quantity(), Reason.UNKNOWN_PRODUCT));
            } else if (total != null && !total.currency().equals(product.price().currency())) {
                notOrderable.add(new NotOrderable(item.sku(), item.quantity(), Reason.OTHER_CURRENCY));
            } else {
                Line line = line(item, product);
                lines.add(line);
                total = total == null ? line.lineTotal() : total.plus(line.lineTotal());
            }
        }
        return new PricedCart(cart.version(), lines, total == null ? NOTHING : total, notOrderable);
    }

    private static Line line(CartItem item, Product product) {
        return new Line(
                item.sku(),
                product.name(),
                item.quantity(),
                product.price(),
                product.price().times(item.quantity()),
                product.available());
    }
}
