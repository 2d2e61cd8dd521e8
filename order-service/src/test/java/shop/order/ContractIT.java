package shop.order;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.order.status.TestOrders;
import shop.testing.contract.ContractFuzzer;
import shop.testing.servers.Infrastructure;

/** The service against its OpenAPI file: with the other three, twenty thousand requests, most of them damaged. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.relay.enabled=false", "management.server.port=0", "shop.order.tracking.heartbeat=100ms"})
class ContractIT {

    private static final int REQUESTS = 5_000;
    private static final Path CONTRACTS = Path.of("../schemas/src/main/resources/openapi");
    private static final Path PROBLEMS = Path.of("../docs/problems.md");

    /** The order of the contract's examples. */
    private static final UUID ORDER = UUID.fromString("0198c0de-5ca1-7ab1-8000-0000000000a1");

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private ShopperSession session;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
    }

    @Test
    void everyAnswerIsOneThatTheContractNames() throws Exception {
        Shopper shopper = TestOrders.newShopper();
        new TestOrders(service).place(ORDER, shopper);
        String cookie = "Cookie: " + session.cookieFor(shopper);

        new ContractFuzzer(CONTRACTS.resolve("order-service.yaml"), PROBLEMS, port, () -> List.of(cookie))
                .run(REQUESTS);
    }

    @Test
    void whatTheContractAllowsIsWhatIsChecked() throws Exception {
        Shopper shopper = TestOrders.newShopper();
        new TestOrders(service).place(ORDER, shopper);
        String cookie = "Cookie: " + session.cookieFor(shopper);

        new ContractFuzzer(CONTRACTS.resolve("order-service.yaml"), PROBLEMS, port, () -> List.of(cookie))
                .runAtTheBounds();
    }
}
