package shop.tools.client;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import shop.schemas.Shortage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tells the person at the terminal how one order goes; times are milliseconds since the order button was pressed. */
sealed interface OrderReport {

    void cart(JsonNode cart);

    void accepted(String orderId, JsonNode answer, double millis);

    void step(OrderStep step, double millis);

    void note(String note);

    /** Nothing will follow. */
    void end();

    /** One line per step, as it happens. */
    record Text(PrintWriter out) implements OrderReport {

        private static final Map<String, String> WORDS = new LinkedHashMap<>(Map.of(
                "PLACED", "Placed",
                "CONFIRMED", "Confirmed",
                "REJECTED", "Rejected",
                "CANCELLED", "Cancelled"));

        @Override
        public void cart(JsonNode cart) {
            for (JsonNode item : cart.path("items")) {
                print(
                        "%-10s %d x %s (%s), %s",
                        "Cart",
                        item.path("quantity").asInt(),
                        item.path("name").asString(),
                        item.path("sku").asString(),
                        money(item.path("lineTotal")));
            }
            print("%-10s %s", "Total", money(cart.path("total")));
        }

        @Override
        public void accepted(String orderId, JsonNode answer, double millis) {
            print("%-10s %8.1f ms   order %s", "Accepted", millis, orderId);
        }

        @Override
        public void step(OrderStep step, double millis) {
            print("%-10s %8.1f ms", WORDS.getOrDefault(step.status(), step.status()), millis);
            for (Shortage shortage : step.shortages()) {
                print(
                        "%-10s %s: asked for %d, there %s %d",
                        "",
                        shortage.sku(),
                        shortage.requested(),
                        shortage.available() == 1 ? "is" : "are",
                        shortage.available());
            }
        }

        @Override
        public void note(String note) {
            print("%-10s %s", "", note);
        }

        @Override
        public void end() {
            out.flush();
        }

        private void print(String format, Object... values) {
            out.println(String.format(Locale.ROOT, format, values).stripTrailing());
            out.flush();
        }

        private static String money(JsonNode money) {
            return String.format(
                    Locale.ROOT,
                    "%.2f %s",
                    money.path("amountMinor").asLong() / 100.0,
                    money.path("currency").asString(""));
        }
    }

    /** One document at the end. */
    final class Json implements OrderReport {

        private final PrintWriter out;
        private final ObjectNode document = ShopClient.JSON.createObjectNode();
        private final ArrayNode steps = ShopClient.JSON.createArrayNode();

        Json(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void cart(JsonNode cart) {
            document.set("items", cart.path("items"));
            document.set("total", cart.path("total"));
        }

        @Override
        public void accepted(String orderId, JsonNode answer, double millis) {
            document.put("orderId", orderId);
            document.put("acceptedMs", millis);
        }

        @Override
        public void step(OrderStep step, double millis) {
            document.put("status", step.status());
            ObjectNode told = steps.addObject().put("status", step.status()).put("ms", millis);
            if (!step.shortages().isEmpty()) {
                told.set("shortages", ShopClient.JSON.valueToTree(step.shortages()));
            }
        }

        @Override
        public void note(String note) {
            document.withArray("notes").add(note);
        }

        @Override
        public void end() {
            document.set("steps", steps);
            out.println(ShopClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
            out.flush();
        }
    }
}
