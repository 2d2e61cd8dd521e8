package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FirstVisitTest {

    @Test
    void everyApiIsLookedAtOnce() throws Exception {
        try (var shop = new FakeShop()) {
            FirstVisit.pay(shop.uri(), Duration.ofSeconds(30));

            assertThat(shop.requests)
                    .extracting(request -> request.split("/")[1])
                    .contains("inventory", "cart", "checkout", "order");
        }
    }

    @Test
    void shopThatDoesNotAnswerIsLeftAlone() throws Exception {
        FirstVisit.pay(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(30));

        try (var shop = new FakeShop()) {
            shop.checkoutGate = new CountDownLatch(1);
            Instant begun = Instant.now();
            FirstVisit.pay(shop.uri(), Duration.ofMillis(500));
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(9));
            shop.checkoutGate.countDown();
        }
    }
}
