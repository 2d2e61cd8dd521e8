package shop.cart.basket;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a shopper means to order, oldest item first. Immutable: a method that changes something returns a cart with the next
 * version, otherwise the cart itself.
 *
 * @param version 0 for a cart never used
 */
record Cart(long version, List<CartItem> items) {

    static final Cart NEVER_USED = new Cart(0, List.of());
    static final int MAX_QUANTITY = 1000;
    static final int MAX_LINES = 50;

    Cart {
        items = List.copyOf(items);
    }

    /** Whether the SKU is in the cart already or can be added. */
    boolean hasRoomFor(String sku) {
        return items.size() < MAX_LINES || skus().contains(sku);
    }

    /** Sets the quantity of a SKU, which keeps its place if it has one. */
    Cart with(String sku, int quantity) {
        var item = new CartItem(sku, quantity);
        if (items.contains(item)) {
            return this;
        }
        var changed = new ArrayList<>(items);
        changed.replaceAll(old -> old.sku().equals(sku) ? item : old);
        if (!changed.contains(item)) {
            changed.add(item);
        }
        return new Cart(version + 1, changed);
    }

    Cart without(String sku) {
        List<CartItem> left =
                items.stream().filter(item -> !item.sku().equals(sku)).toList();
        return left.size() == items.size() ? this : new Cart(version + 1, left);
    }

    Cart emptied() {
        return items.isEmpty() ? this : new Cart(version + 1, List.of());
    }

    /** The items of both carts; of a SKU in both, the larger quantity. What is new comes last. */
    Cart joinedBy(Cart other) {
        var quantities = new LinkedHashMap<String, Integer>();
        items.forEach(item -> quantities.put(item.sku(), item.quantity()));
        other.items().forEach(item -> quantities.merge(item.sku(), item.quantity(), Math::max));
        var joined = new ArrayList<CartItem>();
        quantities.forEach((sku, quantity) -> joined.add(new CartItem(sku, quantity)));
        return joined.equals(items) ? this : new Cart(version + 1, joined);
    }

    Set<String> skus() {
        return items.stream().map(CartItem::sku).collect(toCollection(LinkedHashSet::new));
    }
}
