package shop.tools.bootstrap;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ./shop test}: every test there is but the faults, or those that Maven's arguments name. */
final class Tests {

    private final Checkout checkout;
    private final Storefront storefront;

    Tests(Checkout checkout) {
        this.checkout = checkout;
        this.storefront = new Storefront(checkout);
    }

    /**
     * @param arguments Maven's, to run a part of the Java tests; {@code --model} with its options; empty for every test
     * @return Maven's exit code, or that of the first check that failed after it
     */
    int run(List<String> arguments) {
        Prerequisites.needMaven();
        if (!arguments.isEmpty() && arguments.getFirst().equals("--model")) {
            return new ModelCheck(checkout).run(arguments);
        }
        if (!arguments.isEmpty()) {
            return verify(arguments);
        }
        Prerequisites.needNode();
        String chromium = Prerequisites.chromium(checkout);
        storefront.check();
        FileTime started = FileTime.from(Instant.now());
        int code = verify(arguments);
        if (code != 0) {
            return code;
        }
        new Build(checkout).everythingWasBuilt(started);
        return endToEnd(chromium);
    }

    private int verify(List<String> arguments) {
        Path log = checkout.newLog("test");
        Console.say("Running every test; all of Maven's output goes to " + log);
        return new Maven(checkout).verify(arguments, log);
    }

    /**
     * A browser against a shop of its own: fresh, beside one that runs, and with so little time to cancel an order that "too
     * late" can be waited for.
     */
    private int endToEnd(String chromium) {
        int port = Integer.parseInt(Checkout.environment("SHOP_TEST_PORT").orElse("21080"));
        Path log = checkout.newLog("storefront-shop");
        String home = checkout.home().resolve("browser-tests").toString();
        var shop = new OtherShop(
                checkout,
                Map.of(
                        "SHOP_HOME",
                        home,
                        "SHOP_PORT",
                        String.valueOf(port),
                        "SHOP_BUILD",
                        "never",
                        "SHOP_ORDER_CANCELLATIONWINDOW",
                        "20s"),
                log,
                () -> {});
        try (shop) {
            if (!shop.run("up", "--detach", "--fresh")) {
                throw new Refusal("The shop for the end-to-end tests did not start." + Console.lastLines(log, 15)
                        + "\nIf its ports are taken: SHOP_TEST_PORT=22080 ./shop test");
            }
            Console.say("Storefront: end to end in " + chromium);
            Map<String, String> environment = new HashMap<>();
            environment.put("SHOP_CHROMIUM", chromium);
            environment.put("SHOP_URL", "http://localhost:" + port);
            environment.put("SHOP_INVENTORY_URL", "http://localhost:" + (port + 10001));
            environment.put("SHOP_CONSOLE_URL", "http://localhost:" + (port + 6));
            environment.put("SHOP_HOME", home);
            environment.put("SHOP_POSTGRES_PORT", String.valueOf(port + 7352));
            return storefront.endToEnd(environment);
        }
    }
}
