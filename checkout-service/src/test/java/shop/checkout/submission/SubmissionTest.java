package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.checkout.cart.CartContent;
import shop.httpapi.Shopper;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.schemas.OrderLine;

class SubmissionTest {

    private static final Shopper SHOPPER = new Shopper(UUID.randomUUID());
    private static final Money TOTAL = new Money(7999, "EUR");
    private static final Delivery ADA =
            new Delivery("Ada", "Street 1", "10115", "Berlin", "DE", "ada@example.org", null);
    private static final Submission SUBMISSION = new Submission(SHOPPER, "key", 3, TOTAL, ADA);

    @Test
    void cartAsTheShopperSawItIsOrdered() {
        assertThat(SUBMISSION.refusalFor(cart(3, 3000))).isEmpty();
    }

    @Test
    void emptyCartIsRefusedAtAnyVersion() {
        assertThat(SUBMISSION.refusalFor(new CartContent(3, List.of()))).contains(new CheckoutOutcome.CartEmpty());
        assertThat(SUBMISSION.refusalFor(new CartContent(4, List.of()))).contains(new CheckoutOutcome.CartEmpty());
    }

    @Test
    void cartAtAnotherVersionIsRefusedEvenForTheSameTotal() {
        assertThat(SUBMISSION.refusalFor(cart(4, 3000))).contains(new CheckoutOutcome.CartChanged(4));
        assertThat(SUBMISSION.refusalFor(cart(2, 3000))).contains(new CheckoutOutcome.CartChanged(2));
    }

    @Test
    void anotherTotalIsRefusedEvenIfItIsLower() {
        assertThat(SUBMISSION.refusalFor(cart(3, 3001)))
                .contains(new CheckoutOutcome.TotalChanged(new Money(8000, "EUR")));
        assertThat(SUBMISSION.refusalFor(cart(3, 2999)))
                .contains(new CheckoutOutcome.TotalChanged(new Money(7998, "EUR")));
    }

    @ParameterizedTest
    @MethodSource
    void everyValueIsPartOfTheHash(Submission other) {
        assertThat(other.hash()).isNotEqualTo(SUBMISSION.hash());
    }

    static Stream<Submission> everyValueIsPartOfTheHash() {
        return Stream.of(
                new Submission(SHOPPER, "key", 4, TOTAL, ADA),
                new Submission(SHOPPER, "key", 3, new Money(8000, "EUR"), ADA),
                new Submission(SHOPPER, "key", 3, new Money(7999, "USD"), ADA),
                to(new Delivery("Bob", "Street 1", "10115", "Berlin", "DE", "ada@example.org", null)),
                to(new Delivery("Ada", "Street 2", "10115", "Berlin", "DE", "ada@example.org", null)),
                to(new Delivery("Ada", "Street 1", "10116", "Berlin", "DE", "ada@example.org", null)),
                to(new Delivery("Ada", "Street 1", "10115", "Bonn", "DE", "ada@example.org", null)),
                to(new Delivery("Ada", "Street 1", "10115", "Berlin", "AT", "ada@example.org", null)),
                to(new Delivery("Ada", "Street 1", "10115", "Berlin", "DE", "bob@example.org", null)),
                to(new Delivery("Ada", "Street 1", "10115", "Berlin", "DE", "ada@example.org", "12345")),
                to(new Delivery("AdaS", "treet 1", "10115", "Berlin", "DE", "ada@example.org", null)));
    }

    @Test
    void hashIsTheSameInEveryRelease() {
        assertThat(SUBMISSION.hash()).isEqualTo("c491c54d5f6635691c53220a8246f204cebb950b62ba88130d7c305f45b4f815");
    }

    @Test
    void whoAsksUnderWhichKeyIsNoPartOfTheHash() {
        assertThat(new Submission(new Shopper(UUID.randomUUID()), "other", 3, TOTAL, ADA).hash())
                .isEqualTo(SUBMISSION.hash());
    }

    @Test
    void storedCheckoutAnswersItsOwnRequestOnly() {
        var stored = new Checkout(
                UUID.randomUUID(), SHOPPER.id(), "key", SUBMISSION.hash(), 3, "{\"the\":\"answer\"}", Instant.EPOCH);

        assertThat(stored.answerTo(SUBMISSION))
                .isEqualTo(new CheckoutOutcome.Accepted(stored.orderId(), "{\"the\":\"answer\"}"));
        assertThat(stored.answerTo(new Submission(SHOPPER, "key", 4, TOTAL, ADA)))
                .isEqualTo(new CheckoutOutcome.KeyReused());
    }

    @Test
    void requestSaysNothingOfThePersonWhenPrinted() {
        var request = new CheckoutRequest(
                3L,
                new CheckoutRequest.Total(7999L, "EUR"),
                new CheckoutRequest.Address("Ada", "Street 1", "10115", "Berlin", "DE", "ada@example.org", null));

        assertThat(request.toString() + request.toSubmission(SHOPPER, "key"))
                .doesNotContain("Ada", "Street", "ada@", "10115");
    }

    private static Submission to(Delivery delivery) {
        return new Submission(SHOPPER, "key", 3, TOTAL, delivery);
    }

    private static CartContent cart(long version, long lampPrice) {
        return new CartContent(
                version,
                List.of(
                        new OrderLine("LAMP", "Lamp", 1, new Money(lampPrice, "EUR")),
                        new OrderLine("RUG", "Rug", 1, new Money(4999, "EUR"))));
    }
}
