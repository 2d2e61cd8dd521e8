package shop.testing.model;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import shop.checkout.submission.Checkout;
import shop.checkout.submission.CheckoutOutcome;
import shop.checkout.submission.Submission;
import shop.httpapi.Shopper;
import shop.inventory.reservation.StockRequest;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.schemas.StockLine;

/**
 * A press of the order button: one request of a shopper, and the order that it makes if it is the first to.
 *
 * <p>There are two mugs and one pen, so not everybody can have what they ask for.
 */
enum Press {
    ADA("Ada", "key-1", 1, "St James Square 12", line(Scenario.MUG, 1), line(Scenario.PEN, 1)),
    ADA_AGAIN("Ada, pressed twice", "key-1", 1, "St James Square 12", line(Scenario.MUG, 1), line(Scenario.PEN, 1)),
    ADA_ELSEWHERE(
            "Ada, same key to another street", "key-1", 1, "Mill Lane 3", line(Scenario.MUG, 1), line(Scenario.PEN, 1)),
    ADA_IN_ANOTHER_TAB(
            "Ada, same cart by another key", "key-2", 1, "Mill Lane 3", line(Scenario.MUG, 1), line(Scenario.PEN, 1)),
    BEN("Ben", "key-1", 1, "Harbour Road 7", line(Scenario.MUG, 2)),
    CLEO("Cleo", "key-1", 1, "Elm Street 1", line(Scenario.PEN, 1));

    /** What the second press is answered if the first one is stored; it never changes. */
    private static final CheckoutOutcome[][] REPEATED = Arrays.stream(values())
            .map(stored -> Arrays.stream(values())
                    .map(again -> stored.checkout.answerTo(again.submission))
                    .toArray(CheckoutOutcome[]::new))
            .toArray(CheckoutOutcome[][]::new);

    private final String words;
    private final Submission submission;
    private final Checkout checkout;
    private final OrderPlaced placed;
    private final StockRequest request;

    Press(String words, String key, long cartVersion, String street, OrderLine... lines) {
        this.words = words;
        String name = words.split(",", 2)[0];
        var shopperId = new UUID(1, name.hashCode());
        var orderId = new UUID(0, ordinal());
        Money total =
                Arrays.stream(lines).map(OrderLine::total).reduce(Money::plus).orElseThrow();
        var delivery = new Delivery(name, street, "10115", "Berlin", "DE", name + "@example.org", null);
        this.submission = new Submission(new Shopper(shopperId), key, cartVersion, total, delivery);
        this.checkout = new Checkout(
                orderId, shopperId, key, submission.hash(), cartVersion, "accepted: " + orderId, Scenario.NOW);
        this.placed = new OrderPlaced(orderId, shopperId, Scenario.NOW, List.of(lines), total, delivery);
        this.request = StockRequest.of(placed);
    }

    private static OrderLine line(String sku, int quantity) {
        return new OrderLine(sku, sku, quantity, new Money(100, "EUR"));
    }

    static Press of(UUID orderId) {
        return values()[(int) orderId.getLeastSignificantBits()];
    }

    UUID orderId() {
        return checkout.orderId();
    }

    OrderPlaced placed() {
        return placed;
    }

    StockLine firstLine() {
        OrderLine first = placed.lines().getFirst();
        return new StockLine(first.sku(), first.quantity());
    }

    StockRequest request() {
        return request;
    }

    CheckoutOutcome accepted() {
        return new CheckoutOutcome.Accepted(orderId(), checkout.answer());
    }

    /** What this press is answered if {@code stored} holds its key. */
    CheckoutOutcome answeredBy(Press stored) {
        return REPEATED[stored.ordinal()][ordinal()];
    }

    boolean hasKeyOf(Press other) {
        return isOfShopperOf(other) && submission.idempotencyKey().equals(other.submission.idempotencyKey());
    }

    boolean hasCartOf(Press other) {
        return isOfShopperOf(other) && submission.cartVersion() == other.submission.cartVersion();
    }

    boolean asksForTheSameAs(Press other) {
        return checkout.requestHash().equals(other.checkout.requestHash());
    }

    private boolean isOfShopperOf(Press other) {
        return submission.shopper().equals(other.submission.shopper());
    }

    @Override
    public String toString() {
        return words;
    }
}
