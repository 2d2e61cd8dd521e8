package shop.cart.basket;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Login;

/**
 * Lets a cart follow its shopper on logging in. Whoever asks shows both: the token of the shopper, and the signed cookie of the guest.
 */
@RestController
class HandoverController {

    private final Carts carts;

    HandoverController(Carts carts) {
        this.carts = carts;
    }

    @PostMapping("/cart/api/v1/guest-cart/handover")
    PricedCart handOver(Login login, HttpServletResponse response) {
        return CartController.answer(carts.handOver(login.guest(), login.shopper()), response);
    }
}
