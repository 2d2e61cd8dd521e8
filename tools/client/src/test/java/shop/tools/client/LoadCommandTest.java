package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

class LoadCommandTest {

    private final FakeShop shop = new FakeShop();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    LoadCommandTest() throws IOException {}

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void everyOrderDueIsPlacedAndAnswered() {
        assertThat(load("--rate", "100", "--duration", "0.5", "--warm-up", "0.1"))
                .isZero();
        assertThat(counts("due", "accepted", "confirmed")).containsExactly(55, 55, 55);
        assertThat(counts("rejected", "cancelled", "unanswered", "failed", "retried"))
                .containsOnly(0);
        assertThat(json().path("accept").path("count").asInt()).isEqualTo(50);
        assertThat(json().path("acceptToAnswer").path("count").asInt()).isEqualTo(50);
        assertThat(shop.ordersByKey).hasSize(55);
    }

    @Test
    void everyShopperHasASessionOfTheirOwn() {
        load("--rate", "100", "--duration", "0.2", "--warm-up", "0");
        assertThat(shop.ordersByKey.keySet().stream().map(key -> key.split("(?<=\\d)(?=[0-9a-f]{8}-)")[0]))
                .doesNotHaveDuplicates();
    }

    @Test
    void onlyProductsInStockAreOrdered() {
        load("--rate", "200", "--duration", "0.2", "--warm-up", "0");
        assertThat(shop.requests).doesNotContain("PUT /cart/api/v1/items/EMPTY");
    }

    @Test
    void hotSkuWithoutAValueIsTheOneMadeForIt() {
        load("--rate", "50", "--duration", "0.2", "--warm-up", "0", "--hot-sku");
        assertThat(puts()).containsOnly("PUT /cart/api/v1/items/HOT-1").hasSize(10);
    }

    @Test
    void hotSkuIsOrderedByEverybody() {
        load("--hot-sku=CUP", "--rate", "50", "--duration", "0.2", "--warm-up", "0");
        assertThat(puts()).containsOnly("PUT /cart/api/v1/items/CUP").hasSize(10);
    }

    @Test
    void rejectionIsAFinalAnswer() {
        shop.steps = List.of("PLACED", "REJECTED");
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0")).isZero();
        assertThat(counts("rejected", "unanswered")).containsExactly(10, 0);
    }

    @Test
    void confirmedOrdersAreCancelledAndFollowed() {
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0", "--cancel-ratio", "1"))
                .isZero();
        assertThat(counts("confirmed", "cancelled")).containsExactly(0, 10);
        assertThat(json().path("cancelToCancelled").path("count").asInt()).isEqualTo(10);
    }

    @Test
    void checkoutsWithoutAnAnswerAreRepeatedWithTheSameKey() {
        shop.checkoutsCutOff.set(5);
        shop.checkoutsUnavailable.set(5);
        assertThat(load("--rate", "50", "--duration", "0.4", "--warm-up", "0")).isZero();
        assertThat(counts("accepted", "confirmed", "failed", "retried")).containsExactly(20, 20, 0, 10);
        assertThat(shop.ordersByKey).hasSize(20);
    }

    @Test
    void brokenStreamsAreResumed() {
        shop.streamsBreak = true;
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0")).isZero();
        assertThat(counts("confirmed")).containsExactly(10);
    }

    @Test
    void answersTheStreamDidNotTellAreLookedUp() {
        shop.streamsMute = true;
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0", "--patience", "0.5"))
                .isZero();
        assertThat(counts("confirmed", "unanswered")).containsExactly(10, 0);
    }

    @Test
    void acceptedOrdersWithoutAnAnswerAreCountedAndNamed() {
        shop.steps = List.of("PLACED");
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0", "--patience", "0.5"))
                .isEqualTo(1);
        assertThat(counts("accepted", "confirmed", "unanswered")).containsExactly(10, 0, 10);
        assertThat(json().path("unansweredOrders")).hasSize(10);
    }

    @Test
    void aShopThatStandsStillDoesNotHoldTheScheduleUpAndIsMeasuredFromWhenOrdersWereDue() {
        shop.checkoutGate = new CountDownLatch(1);
        Thread opening = Thread.startVirtualThread(() -> {
            // All 50 are at the gate although none was let through: the loop is open.
            Awaitility.await().until(() -> checkouts() == 50);
            shop.checkoutGate.countDown();
        });
        assertThat(load("--rate", "100", "--duration", "0.5", "--warm-up", "0")).isZero();
        assertThat(opening.isAlive()).isFalse();
        assertThat(json().path("accept").path("max").asDouble()).isGreaterThan(450);
        // Orders were due evenly over half a second that all end together, so half of them waited at least half of it.
        assertThat(json().path("accept").path("p50").asDouble()).isBetween(200.0, 1000.0);
    }

    @Test
    void whatIsNeverAcceptedHasFailedForAReason() {
        shop.checkoutsUnavailable.set(Integer.MAX_VALUE);
        assertThat(load("--rate", "50", "--duration", "0.2", "--warm-up", "0", "--give-up", "0.3"))
                .isEqualTo(2);
        assertThat(counts("accepted", "failed")).containsExactly(0, 10);
        assertThat(json().path("failures")
                        .path("checkout: 503 temporarily-unavailable")
                        .asInt())
                .isEqualTo(10);
        assertThat(err.toString()).contains("No order was accepted.");
    }

    @Test
    void nonsenseIsRefusedInASentence() {
        assertThat(load("--rate", "0", "--duration", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("The rate must be more than 0 orders per second.");
        assertThat(load("--rate", "1", "--duration", "1", "--cancel-ratio", "2"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("The cancel ratio must lie between 0 and 1.");
    }

    @Test
    void shopThatDoesNotRunIsSaidWithTheNextStep() {
        shop.close();
        assertThat(load("--rate", "1", "--duration", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("The shop is not running, start it with: ./shop up");
    }

    private int load(String... arguments) {
        URI edge = shop.uri();
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
        return new CommandLine(new LoadCommand(() -> edge))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private List<Integer> counts(String... names) {
        return Stream.of(names)
                .map(name -> json().path("counts").path(name).asInt(-1))
                .toList();
    }

    private JsonNode json() {
        return ShopClient.JSON.readTree(out.toString());
    }

    private List<String> puts() {
        return shop.requests.stream().filter(one -> one.startsWith("PUT")).toList();
    }

    private long checkouts() {
        return shop.requests.stream()
                .filter(one -> one.startsWith("POST /checkout"))
                .count();
    }
}
