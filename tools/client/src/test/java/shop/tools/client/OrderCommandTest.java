package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class OrderCommandTest {

    private final FakeShop shop = new FakeShop();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    OrderCommandTest() throws IOException {}

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void firstProductInStockIsOrderedAndConfirmed() {
        assertThat(order()).isZero();
        assertThat(out.toString())
                .containsSubsequence("Cart", "1 x Cup (CUP), 19.99 EUR", "Total", "Accepted", "Placed", "Confirmed")
                .containsPattern("Confirmed +\\d+\\.\\d ms");
        assertThat(shop.requests)
                .containsSubsequence(
                        "GET /inventory/api/v1/products",
                        "PUT /cart/api/v1/items/CUP",
                        "GET /cart/api/v1/items",
                        "POST /checkout/api/v1/checkouts");
    }

    @Test
    void rejectionNamesTheShortagePerLine() {
        shop.steps = List.of("PLACED", "REJECTED");
        assertThat(order("--sku", "CUP", "--quantity", "3")).isEqualTo(1);
        assertThat(out.toString()).contains("Rejected", "CUP: asked for 3, there is 1");
    }

    @Test
    void severalLinesAreOneOrder() {
        assertThat(order("--sku", "CUP", "--quantity", "2", "--sku", "HOT-1")).isZero();
        assertThat(shop.requests).contains("PUT /cart/api/v1/items/CUP", "PUT /cart/api/v1/items/HOT-1");
        assertThat(shop.ordersByKey).hasSize(1);
    }

    @Test
    void confirmedOrderIsCancelledOnWish() {
        assertThat(order("--cancel")).isZero();
        assertThat(out.toString()).containsSubsequence("Confirmed", "Cancelled");
    }

    @Test
    void lostAnswersAreAskedForAgainWithTheSameKey() {
        shop.checkoutsCutOff.set(2);
        shop.checkoutsUnavailable.set(1);
        assertThat(order()).isZero();
        assertThat(shop.requests)
                .filteredOn("POST /checkout/api/v1/checkouts"::equals)
                .hasSize(4);
        assertThat(shop.ordersByKey).hasSize(1);
    }

    @Test
    void brokenStreamsAreResumed() {
        shop.streamsBreak = true;
        assertThat(order("--json")).isZero();
        assertThat(json().path("steps").findValuesAsString("status")).containsExactly("PLACED", "CONFIRMED");
    }

    @Test
    void jsonIsOneDocument() {
        shop.steps = List.of("PLACED", "REJECTED");
        assertThat(order("--json")).isEqualTo(1);
        assertThat(json().path("status").asString()).isEqualTo("REJECTED");
        assertThat(json().path("steps")
                        .path(1)
                        .path("shortages")
                        .path(0)
                        .path("requested")
                        .asInt())
                .isEqualTo(3);
        assertThat(json().path("acceptedMs").asDouble()).isPositive();
    }

    @Test
    void unknownProductIsRefusedInASentence() {
        assertThat(order("--sku", "UNKNOWN")).isEqualTo(2);
        assertThat(err.toString())
                .contains("Putting UNKNOWN into the cart was refused: There is no product UNKNOWN. (unknown-product)");
    }

    @Test
    void emptyShopIsSaid() {
        shop.available = 0;
        assertThat(order()).isEqualTo(2);
        assertThat(err.toString()).contains("Nothing is in stock.", "--sku");
    }

    @Test
    void orderWithoutAnAnswerIsSaid() {
        shop.steps = List.of();
        assertThat(order("--sku", "CUP", "--timeout", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("was accepted but has no answer after 1 s");
    }

    @Test
    void shopThatDoesNotRunIsSaidWithTheNextStep() {
        shop.close();
        assertThat(order()).isEqualTo(2);
        assertThat(err.toString()).contains("The shop is not running, start it with: ./shop up");
    }

    private int order(String... arguments) {
        URI edge = shop.uri();
        return new CommandLine(new OrderCommand(() -> edge))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private JsonNode json() {
        return ShopClient.JSON.readTree(out.toString());
    }
}
