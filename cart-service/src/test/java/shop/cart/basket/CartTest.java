package shop.cart.basket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CartTest {

    private final Cart cart = new Cart(7, List.of(new CartItem("LAMP", 2), new CartItem("RUG", 1)));

    @Test
    void newSkuIsAddedAtTheEndAndRaisesTheVersion() {
        assertThat(cart.with("MUG", 4))
                .isEqualTo(
                        new Cart(8, List.of(new CartItem("LAMP", 2), new CartItem("RUG", 1), new CartItem("MUG", 4))));
    }

    @Test
    void otherQuantityKeepsThePlaceAndRaisesTheVersion() {
        assertThat(cart.with("LAMP", 5))
                .isEqualTo(new Cart(8, List.of(new CartItem("LAMP", 5), new CartItem("RUG", 1))));
    }

    @Test
    void sameQuantityChangesNothing() {
        assertThat(cart.with("LAMP", 2)).isSameAs(cart);
    }

    @Test
    void removalRaisesTheVersion() {
        assertThat(cart.without("LAMP")).isEqualTo(new Cart(8, List.of(new CartItem("RUG", 1))));
    }

    @Test
    void removalOfWhatIsNotInChangesNothing() {
        assertThat(cart.without("MUG")).isSameAs(cart);
    }

    @Test
    void emptyingRaisesTheVersionOnce() {
        Cart emptied = cart.emptied();

        assertThat(emptied).isEqualTo(new Cart(8, List.of()));
        assertThat(emptied.emptied()).isSameAs(emptied);
    }

    @Test
    void joinedCartHasTheItemsOfBothAndTheLargerQuantity() {
        Cart other = new Cart(3, List.of(new CartItem("MUG", 4), new CartItem("RUG", 9), new CartItem("LAMP", 1)));

        assertThat(cart.joinedBy(other))
                .isEqualTo(
                        new Cart(8, List.of(new CartItem("LAMP", 2), new CartItem("RUG", 9), new CartItem("MUG", 4))));
    }

    @Test
    void joiningWhatIsInAlreadyChangesNothing() {
        assertThat(cart.joinedBy(new Cart(3, List.of(new CartItem("LAMP", 1))))).isSameAs(cart);
        assertThat(cart.joinedBy(cart)).isSameAs(cart);
        assertThat(cart.joinedBy(Cart.NEVER_USED)).isSameAs(cart);
    }

    @Test
    void fullCartHasRoomForWhatIsInOnly() {
        Cart full = new Cart(
                1,
                IntStream.range(0, Cart.MAX_LINES)
                        .mapToObj(i -> new CartItem("SKU-" + i, 1))
                        .toList());

        assertThat(full.hasRoomFor("SKU-0")).isTrue();
        assertThat(full.hasRoomFor("ONE-MORE")).isFalse();
        assertThat(full.without("SKU-0").hasRoomFor("ONE-MORE")).isTrue();
    }

    @Test
    void quantityOutOfBoundsIsNoItem() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CartItem("LAMP", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new CartItem("LAMP", 1001));
    }
}
