package shop.cart;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.schemas.Money;
import shop.testing.contract.ContractFuzzer;
import shop.testing.servers.Infrastructure;

/** The service against its OpenAPI file: with the other three, twenty thousand requests, most of them damaged. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ContractIT {

    private static final int REQUESTS = 5_000;
    private static final Path CONTRACTS = Path.of("../schemas/src/main/resources/openapi");
    private static final Path PROBLEMS = Path.of("../docs/problems.md");

    private static final InventoryApiServer inventory = new InventoryApiServer();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutEvents("cart", registry::add);
        registry.add("shop.inventory.url", inventory::url);
        registry.add("management.server.port", () -> 0);
    }

    @AfterAll
    static void stopNeighbour() {
        inventory.close();
    }

    @Test
    void everyAnswerIsOneThatTheContractNames() throws Exception {
        inventory.sell("TEAPOT-BLUE", new Money(1999, "EUR"));
        String cookie = "Cookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));

        new ContractFuzzer(CONTRACTS.resolve("cart-service.yaml"), PROBLEMS, port, () -> List.of(cookie)).run(REQUESTS);
    }

    @Test
    void whatTheContractAllowsIsWhatIsChecked() throws Exception {
        inventory.sell("TEAPOT-BLUE", new Money(1999, "EUR"));
        String cookie = "Cookie: " + session.cookieFor(new Shopper(UUID.randomUUID()));

        new ContractFuzzer(CONTRACTS.resolve("cart-service.yaml"), PROBLEMS, port, () -> List.of(cookie))
                .runAtTheBounds();
    }
}
