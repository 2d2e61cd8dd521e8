package shop.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.checkout.CartApiServer.Cart;
import shop.checkout.CartApiServer.Line;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.testing.contract.ContractFuzzer;
import shop.testing.servers.Infrastructure;

/** The service against its OpenAPI file: with the other three, twenty thousand requests, most of them damaged. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ContractIT {

    private static final int REQUESTS = 5_000;
    private static final Path CONTRACTS = Path.of("../schemas/src/main/resources/openapi");
    private static final Path PROBLEMS = Path.of("../docs/problems.md");

    private static final CartApiServer cartApi = new CartApiServer();

    @LocalServerPort
    private int port;

    @Autowired
    private ShopperSession session;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("shop.relay.enabled", () -> false);
        registry.add("shop.cart.url", cartApi::url);
        registry.add("management.server.port", () -> 0);
    }

    @AfterAll
    static void stopNeighbour() {
        cartApi.close();
    }

    @Test
    void everyAnswerIsOneThatTheContractNames() throws Exception {
        cartApi.session(session::shopperOf);

        new ContractFuzzer(CONTRACTS.resolve("checkout-service.yaml"), PROBLEMS, port, this::newShopper).run(REQUESTS);
    }

    @Test
    void whatTheContractAllowsIsWhatIsChecked() throws Exception {
        cartApi.session(session::shopperOf);

        new ContractFuzzer(CONTRACTS.resolve("checkout-service.yaml"), PROBLEMS, port, this::newShopper)
                .runAtTheBounds();
    }

    @Test
    void contractNamesTheCountriesThatAreTaken() throws Exception {
        String file = Files.readString(CONTRACTS.resolve("checkout-service.yaml"));
        Matcher country =
                Pattern.compile("country:\\n.*\\n.*\\n +pattern: \"(.*)\"").matcher(file);
        assertThat(country.find()).isTrue();
        Predicate<String> named = Pattern.compile(country.group(1)).asMatchPredicate();

        var twoLetters = IntStream.range(0, 26 * 26).mapToObj(i -> "" + (char) ('A' + i / 26) + (char) ('A' + i % 26));

        assertThat(twoLetters.filter(named)).containsExactlyInAnyOrder(Locale.getISOCountries());
    }

    /** With a cart that the contract's example orders. */
    private List<String> newShopper() {
        var shopper = new Shopper(UUID.randomUUID());
        cartApi.put(shopper, new Cart(3, List.of(new Line("TEAPOT-BLUE", 2, 1999))));
        return List.of("Cookie: " + session.cookieFor(shopper));
    }
}
