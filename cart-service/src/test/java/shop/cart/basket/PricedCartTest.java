package shop.cart.basket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import shop.cart.basket.PricedCart.NotOrderable;
import shop.cart.basket.PricedCart.Reason;
import shop.cart.catalogue.Product;
import shop.schemas.Money;

class PricedCartTest {

    private static final Product LAMP = new Product("LAMP", "Lamp", new Money(1000, "EUR"), 5);
    private static final Product RUG = new Product("RUG", "Rug", new Money(4999, "EUR"), 0);
    private static final Cart CART = new Cart(3, List.of(new CartItem("LAMP", 3), new CartItem("RUG", 1)));

    @Test
    void totalIsTheSumOfTheLines() {
        PricedCart priced = PricedCart.of(CART, Map.of("LAMP", LAMP, "RUG", RUG));

        assertThat(priced.items())
                .containsExactly(
                        new PricedCart.Line("LAMP", "Lamp", 3, new Money(1000, "EUR"), new Money(3000, "EUR"), 5),
                        new PricedCart.Line("RUG", "Rug", 1, new Money(4999, "EUR"), new Money(4999, "EUR"), 0));
        assertThat(priced.total()).isEqualTo(new Money(7999, "EUR"));
        assertThat(priced.notOrderable()).isEmpty();
    }

    @Test
    void productThatIsGoneIsListedApartAndNotInTheTotal() {
        PricedCart priced = PricedCart.of(CART, Map.of("LAMP", LAMP));

        assertThat(priced.items()).extracting(PricedCart.Line::sku).containsExactly("LAMP");
        assertThat(priced.total()).isEqualTo(new Money(3000, "EUR"));
        assertThat(priced.notOrderable()).containsExactly(new NotOrderable("RUG", 1, Reason.UNKNOWN_PRODUCT));
    }

    @Test
    void productInAnotherCurrencyThanTheFirstIsListedApart() {
        Product pounds = new Product("RUG", "Rug", new Money(4999, "GBP"), 1);

        PricedCart priced = PricedCart.of(CART, Map.of("LAMP", LAMP, "RUG", pounds));

        assertThat(priced.total()).isEqualTo(new Money(3000, "EUR"));
        assertThat(priced.notOrderable()).containsExactly(new NotOrderable("RUG", 1, Reason.OTHER_CURRENCY));
    }

    @Test
    void nothingCostsNothing() {
        assertThat(PricedCart.of(Cart.NEVER_USED, Map.of()))
                .isEqualTo(new PricedCart(0, List.of(), new Money(0, "EUR"), List.of()));
    }
}
