package shop.inventory;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.testing.contract.ContractFuzzer;
import shop.testing.servers.Infrastructure;

/** The service against its OpenAPI file: with the other three, twenty thousand requests, most of them damaged. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"shop.relay.enabled=false", "management.server.port=0"})
class ContractIT {

    private static final int REQUESTS = 5_000;
    private static final Path CONTRACTS = Path.of("../schemas/src/main/resources/openapi");
    private static final Path PROBLEMS = Path.of("../docs/problems.md");

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("inventory", registry::add);
    }

    @Test
    void everyAnswerIsOneThatTheContractNames() throws Exception {
        new ContractFuzzer(CONTRACTS.resolve("inventory-service.yaml"), PROBLEMS, port, List::of).run(REQUESTS);
    }

    @Test
    void whatTheContractAllowsIsWhatIsChecked() throws Exception {
        new ContractFuzzer(CONTRACTS.resolve("inventory-service.yaml"), PROBLEMS, port, List::of).runAtTheBounds();
    }
}
