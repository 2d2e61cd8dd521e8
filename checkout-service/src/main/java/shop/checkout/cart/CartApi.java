package shop.checkout.cart;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import shop.schemas.Money;
import shop.schemas.OrderLine;

/** The part of cart-api that checkout uses. */
@HttpExchange("/cart/api/v1")
interface CartApi {

    @GetExchange("/items")
    Cart items(@RequestHeader(HttpHeaders.COOKIE) String session);

    /** Empties each cart if it is still at its version; cart-api takes at most 100 of them. */
    @PostExchange("/ordered-carts")
    void emptyOrdered(@RequestBody OrderedCarts carts);

    record OrderedCarts(List<OrderedCart> carts) {}

    record OrderedCart(String session, long version) {

        /** Leaves out the session: whoever has it can act as its shopper. */
        @Override
        public String toString() {
            return "OrderedCart[version=" + version + "]";
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Cart(long version, List<Item> items) {

        CartContent content() {
            return new CartContent(version, items.stream().map(Item::line).toList());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Item(String sku, String name, int quantity, Money unitPrice) {

        OrderLine line() {
            return new OrderLine(sku, name, quantity, unitPrice);
        }
    }
}
