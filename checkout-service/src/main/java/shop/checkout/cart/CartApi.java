package shop.checkout.cart;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import shop.http.ShopperSession;
import shop.schemas.Money;
import shop.schemas.OrderLine;

/** The part of cart-api that checkout uses. */
@HttpExchange("/cart/api/v1/items")
interface CartApi {

    @GetExchange
    Cart items(@CookieValue(ShopperSession.COOKIE) String session);

    @DeleteExchange
    void empty(
            @CookieValue(ShopperSession.COOKIE) String session,
            @RequestHeader(HttpHeaders.IF_MATCH) String quotedVersion);

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
