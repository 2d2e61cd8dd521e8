package shop.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.testing.faults.ClientOrder.Cancellation;
import shop.tools.audit.History;

class ClientCheckTest {

    private static final UUID ORDER = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    @Test
    void whatFitsHasNoFindings() {
        assertThat(findings(told("CONFIRMED"), stored("CONFIRMED"))).isEmpty();
        assertThat(findings(cancelled(Cancellation.ACCEPTED, "CANCELLED"), stored("CANCELLED")))
                .isEmpty();
        assertThat(findings(cancelled(Cancellation.UNKNOWN, "CANCELLED"), stored("CANCELLED")))
                .isEmpty();
        assertThat(findings(cancelled(Cancellation.UNKNOWN, "CONFIRMED"), stored("CONFIRMED")))
                .isEmpty();
        assertThat(findings(cancelled(Cancellation.REFUSED, "REJECTED"), stored("REJECTED")))
                .isEmpty();
    }

    @Test
    void anAcceptedOrderThatIsNowhereIsFound() {
        assertThat(findings(told("CONFIRMED"), history(List.of(), List.of()))).anyMatch(it -> it.startsWith("I3"));
    }

    @Test
    void anAcceptedOrderThatIsStoredUnderAnotherIdIsFound() {
        assertThat(findings(told("CONFIRMED"), history(List.of(checkout(OTHER, "key")), List.of())))
                .anyMatch(it -> it.contains("the key's checkouts"));
    }

    @Test
    void twoOrdersForOneKeyAreFound() {
        var twice = new ClientOrder("key", Set.of(ORDER, OTHER), null, Cancellation.NOT_WANTED, "CONFIRMED");

        assertThat(findings(twice, stored("CONFIRMED"))).anyMatch(it -> it.contains("several orders"));
    }

    @Test
    void anotherStatusThanTheShopperIsToldIsFound() {
        assertThat(findings(told("CONFIRMED"), stored("REJECTED")))
                .singleElement()
                .asString()
                .contains("told CONFIRMED");
    }

    @Test
    void aCancellationThatDidNotHappenIsFound() {
        assertThat(findings(cancelled(Cancellation.ACCEPTED, "CONFIRMED"), stored("CONFIRMED")))
                .hasSize(1);
    }

    @Test
    void aCancellationThatNobodyWantedOrThatWasRefusedIsFound() {
        assertThat(findings(told("CANCELLED"), stored("CANCELLED"))).hasSize(1);
        assertThat(findings(cancelled(Cancellation.REFUSED, "CANCELLED"), stored("CANCELLED")))
                .hasSize(1);
    }

    @Test
    void aDeclinedOrderIsFoundAndSoIsOneThatIsStoredAllTheSame() {
        var declined = new ClientOrder("key", Set.of(), "409 cart-changed", Cancellation.NOT_WANTED, null);

        assertThat(findings(declined, history(List.of(), List.of()))).hasSize(1);
        assertThat(findings(declined, stored("CONFIRMED"))).hasSize(2);
    }

    @Test
    void anOrderWithoutAnyAnswerIsFound() {
        var unanswered = new ClientOrder("key", Set.of(), null, Cancellation.NOT_WANTED, null);

        assertThat(findings(unanswered, stored("CONFIRMED"))).hasSize(1);
    }

    @Test
    void anOrderThatNobodyPlacedIsFound() {
        assertThat(ClientCheck.findings(List.of(), stored("CONFIRMED")))
                .singleElement()
                .asString()
                .contains("nobody");
    }

    private static List<String> findings(ClientOrder order, History history) {
        return ClientCheck.findings(List.of(order), history);
    }

    private static ClientOrder told(String status) {
        return cancelled(Cancellation.NOT_WANTED, status);
    }

    private static ClientOrder cancelled(Cancellation cancellation, String status) {
        return new ClientOrder("key", Set.of(ORDER), null, cancellation, status);
    }

    private static History stored(String status) {
        return history(List.of(checkout(ORDER, "key")), List.of(new History.Order(ORDER, status)));
    }

    private static History.Checkout checkout(UUID order, String key) {
        return new History.Checkout(order, UUID.randomUUID(), key);
    }

    private static History history(List<History.Checkout> checkouts, List<History.Order> orders) {
        return new History(
                checkouts, orders, List.of(), List.of(), List.of(), Map.of(), List.of(), List.of(), Map.of());
    }
}
