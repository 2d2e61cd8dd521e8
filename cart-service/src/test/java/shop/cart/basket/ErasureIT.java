package shop.cart.basket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.testing.servers.Infrastructure;

/** Requirement: nothing says any more what somebody had in the cart. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class ErasureIT {

    @Autowired
    private CartContents contents;

    @Autowired
    private CartRepository repository;

    @Autowired
    private PlatformTransactionManager transactions;

    private final UUID shopperId = UUID.randomUUID();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("cart", registry::add);
    }

    @Test
    void theCartIsEmptyAndItsVersionIsNotUsedAgain() {
        Cart empty = repository.find(shopperId);
        Cart filled = empty.with("LAMP", 2).with("RUG", 1);
        assertThat(repository.replace(shopperId, empty, filled)).isTrue();

        assertThat(erase()).isEqualTo(Map.of("cartItems", 2));

        assertThat(repository.find(shopperId)).isEqualTo(new Cart(filled.version() + 1, List.of()));
        assertThat(erase()).isEqualTo(Map.of("cartItems", 0));
        assertThat(repository.find(shopperId).version()).isEqualTo(filled.version() + 1);
    }

    @Test
    void whoeverNeverHadACartHasNothingToErase() {
        assertThat(erase()).isEqualTo(Map.of("cartItems", 0));
    }

    private Map<String, Integer> erase() {
        return new TransactionTemplate(transactions).execute(_ -> contents.erase(shopperId));
    }
}
