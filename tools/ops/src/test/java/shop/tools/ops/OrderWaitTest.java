package shop.tools.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The first place that stands still explains the rest. */
class OrderWaitTest {

    private static final UUID ORDER = UUID.fromString("01a2048d-886b-70ac-947f-290efa34ec26");
    private static final Instant BEGIN = Instant.parse("2026-11-26T21:00:00Z");
    private static final Instant LATER = BEGIN.plusSeconds(90);

    @Test
    void eventThatIsNotPublishedWaitsForItsRelay() {
        assertThat(wait(outbox("checkout", "checkout.order-placed.v1", "e1", false)))
                .isEqualTo(
                        "It has waited for 1 min 30 s for the relay of checkout to publish checkout.order-placed.v1.");
    }

    @Test
    void eventThatIsPublishedWaitsForThoseWhoHaveNotHandledIt() {
        assertThat(wait(
                        outbox("checkout", "checkout.order-placed.v1", "e1", true),
                        inbox("order", "e1"),
                        status("PLACED")))
                .isEqualTo(
                        "It has waited for 1 min 30 s for inventory to handle checkout.order-placed.v1, which is published.");
    }

    @Test
    void answerOfTheStockWaitsForOrder() {
        assertThat(wait(
                        outbox("checkout", "checkout.order-placed.v1", "e1", true),
                        inbox("order", "e1"),
                        inbox("inventory", "e1"),
                        outbox("inventory", "inventory.stock-reserved.v1", "e2", true),
                        status("PLACED")))
                .contains("for order to handle inventory.stock-reserved.v1");
    }

    @Test
    void eventThatSomebodyHasHandledWasPublishedThoughTheProofIsYetToCome() {
        assertThat(wait(
                        outbox("checkout", "checkout.order-placed.v1", "e1", false),
                        inbox("order", "e1"),
                        inbox("inventory", "e1"),
                        status("REJECTED")))
                .isEqualTo("It waits for nothing: it has been REJECTED for 1 min 30 s.");
    }

    @Test
    void nothingIsConcludedFromAServiceThatDidNotAnswer() {
        OrderWait wait = OrderWait.of(
                ORDER,
                List.of(
                        outbox("checkout", "checkout.order-placed.v1", "e1", true),
                        inbox("order", "e1"),
                        status("PLACED")),
                LATER,
                Set.of("inventory"));

        assertThat(wait.sentence())
                .isEqualTo(
                        "It has been PLACED for 1 min 30 s, and what it waits for is in a service that did not answer.");
        assertThat(wait.next()).containsExactly("./shop ops order " + ORDER);
    }

    @Test
    void whatIsUsualForAMomentCallsForNothing() {
        OrderWait wait = OrderWait.of(
                ORDER,
                List.of(outbox("checkout", "checkout.order-placed.v1", "e1", true)),
                BEGIN.plusSeconds(1),
                Set.of());

        assertThat(wait.sentence()).endsWith("That is usual for a moment.");
        assertThat(wait.next()).isEmpty();
    }

    @Test
    void deadLetterExplainsAllThatComesBehindIt() {
        Step letter = new Step("inventory", BEGIN, "LETTER", "", "e1", "", Services.JSON.readTree("""
                        {"id": "4", "state": "OPEN", "consumer": "inventory-service/checkout.events", "key": "K", "type": "checkout.order-placed.v1"}"""));
        var steps = new ArrayList<>(List.of(outbox("checkout", "checkout.order-placed.v1", "e1", true), letter));

        assertThat(OrderWait.of(ORDER, steps, LATER, Set.of()).next())
                .first()
                .isEqualTo("./shop ops letter show inventory/4");
    }

    private static String wait(Step... steps) {
        return OrderWait.of(ORDER, Arrays.asList(steps), LATER, Set.of()).sentence();
    }

    private static Step outbox(String service, String type, String event, boolean published) {
        return step(service, "OUTBOX", event, "{\"type\": \"" + type + "\", \"published\": " + published + "}");
    }

    private static Step inbox(String service, String event) {
        return step(service, "INBOX", event, "{}");
    }

    private static Step status(String status) {
        return step("order", "STATUS", "", "{\"status\": \"" + status + "\"}");
    }

    private static Step step(String service, String kind, String event, String details) {
        return new Step(service, BEGIN, kind, "", event, "", Services.JSON.readTree(details));
    }
}
