package shop.tools.bootstrap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code ./shop train}: a shop of its own under a rising load. When its JVMs end they write down what they have learnt, where
 * the JVMs of the trained shop look for it.
 */
final class Training {

    private static final List<String> ORDERS_A_SECOND = List.of("10", "30", "50");

    private final Checkout checkout;

    Training(Checkout checkout) {
        this.checkout = checkout;
    }

    void run() {
        Path home = checkout.home().resolve("training");
        String port = Checkout.environment("SHOP_TRAIN_PORT").orElse("22080");
        Path log = checkout.newLog("training");
        var shop = new OtherShop(
                checkout,
                Map.of(
                        "SHOP_TRAINS",
                        checkout.home().toString(),
                        "SHOP_HOME",
                        home.toString(),
                        "SHOP_PORT",
                        port,
                        "SHOP_BUILD",
                        "never"),
                log,
                () -> Folders.delete(home));
        Console.say("Training takes about four minutes. Starting a shop for it on port " + port + " ...");
        try (shop) {
            need(
                    shop.run("up", "--detach", "--fresh"),
                    log,
                    "It did not start. If its ports are taken: SHOP_TRAIN_PORT=23080 ./shop train.");
            for (String rate : ORDERS_A_SECOND) {
                Console.say(rate + " orders a second ...");
                need(
                        shop.run("load", "--rate", rate, "--duration", "40", "--cancel-ratio", "0.1"),
                        log,
                        "The load failed.");
            }
            Console.say("Writing down what was learnt ...");
            need(shop.run("down"), log, "It did not stop in order.");
        }
        Console.say("Trained, until something else is built. The next ./shop up uses it.");
    }

    private static void need(boolean done, Path log, String otherwise) {
        if (!done) {
            throw new Refusal(otherwise + Console.lastLines(log, 15) + "\nAll of it: " + log);
        }
    }
}
