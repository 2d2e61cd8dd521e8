package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopperSessionTest {

    private final ShopperSession session = new ShopperSession("a-key-of-thirty-two-characters-or-more");
    private final Shopper shopper = new Shopper(UUID.fromString("01a2048d-886b-70ac-947f-290efa34ec26"));

    @Test
    void tokenSpeaksForItsShopper() {
        assertThat(session.shopperOf(session.tokenFor(shopper))).contains(shopper);
    }

    @Test
    void tokenOfAnotherKeyIsNobody() {
        var other = new ShopperSession("another-key-of-thirty-two-characters");

        assertThat(session.shopperOf(other.tokenFor(shopper))).isEmpty();
    }

    @Test
    void noCharacterOfATokenCanBeChanged() {
        String token = session.tokenFor(shopper);

        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == '0' ? '1' : '0';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(session.shopperOf(forged)).as(forged).isEmpty();
        }
    }

    @Test
    void noCharacterOfATokenCanBeLeftOut() {
        String token = session.tokenFor(shopper);

        for (int i = 0; i < token.length(); i++) {
            assertThat(session.shopperOf(token.substring(0, i) + token.substring(i + 1)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "v1",
                "v1.",
                "v1..",
                "v2.x.y",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26.",
                "v1.01a2048d-886b-70ac-947f-290efa34ec26.é€"
            })
    void textThatIsNoTokenIsNobody(String text) {
        assertThat(session.shopperOf(text)).isEmpty();
    }
}
