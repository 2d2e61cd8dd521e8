package shop.checkout.submission;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.checkout.cart.CartContent;
import shop.checkout.cart.ShopperCarts;
import shop.messaging.Outbox;
import shop.schemas.CheckoutEvent;
import shop.schemas.Money;
import shop.topics.ShopTopics;
import tools.jackson.databind.json.JsonMapper;

/**
 * Accepts checkouts.
 *
 * <p>Any number of equal submissions, at the same time or later, on any instance, makes one order, and all get the same
 * answer: the database's two unique constraints decide, nothing in this process does. Equal keys that come while the first
 * is at work wait for it here, only so that two hundred presses do not ask for the cart two hundred times.
 *
 * <p>If the process dies before the commit there is no order, after it there is one and its event is published; in both
 * cases the client asks again with the same key.
 *
 * <p>No connection is held while cart-api is asked.
 */
@Component
class Checkouts {

    private final NoArgGenerator orderIds = Generators.timeBasedEpochRandomGenerator();
    private final CheckoutRepository repository;
    private final ShopperCarts carts;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final JsonMapper json;
    private final Clock clock;
    private final ConcurrentMap<ShopperKey, CompletableFuture<Void>> underway = new ConcurrentHashMap<>();

    Checkouts(
            CheckoutRepository repository,
            ShopperCarts carts,
            Outbox outbox,
            TransactionOperations transaction,
            JsonMapper json,
            Clock clock) {
        this.repository = repository;
        this.carts = carts;
        this.outbox = outbox;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    /** @throws org.springframework.web.client.RestClientException if cart-api does not answer */
    CheckoutOutcome submit(Submission submission) {
        CheckoutOutcome outcome = answered(submission).orElseGet(() -> orderOnce(submission));
        switch (outcome) {
            // At a repetition too: the process may have died after the commit, and the cart is at this version still.
            case CheckoutOutcome.Accepted accepted -> emptyCart(submission);
            case CheckoutOutcome.AlreadyOrdered ordered -> emptyCart(submission);
            case CheckoutOutcome.KeyReused() -> {}
            case CheckoutOutcome.CartEmpty() -> {}
            case CheckoutOutcome.CartChanged(long version) -> {}
            case CheckoutOutcome.TotalChanged(Money total) -> {}
        }
        return outcome;
    }

    private Optional<CheckoutOutcome> answered(Submission submission) {
        return repository
                .withKey(submission.shopper().id(), submission.idempotencyKey())
                .map(earlier -> earlier.answerTo(submission));
    }

    private CheckoutOutcome orderOnce(Submission submission) {
        var key = new ShopperKey(submission.shopper().id(), submission.idempotencyKey());
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> first = underway.putIfAbsent(key, mine);
        if (first != null) {
            await(first);
            return answered(submission).orElseGet(() -> order(submission));
        }
        try {
            CheckoutOutcome outcome = order(submission);
            mine.complete(null);
            return outcome;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underway.remove(key, mine);
            // After an Error those who wait look for themselves.
            mine.complete(null);
        }
    }

    /** What kept the first from being answered keeps the others too. */
    private static void await(CompletableFuture<Void> first) {
        try {
            first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private CheckoutOutcome order(Submission submission) {
        CartContent cart = carts.of(submission.shopper());
        Optional<CheckoutOutcome> refusal = submission.refusalBy(cart);
        return refusal.isEmpty()
                ? place(submission, cart)
                        .orElseGet(() -> decidedMeanwhile(submission)
                                .orElseThrow(() ->
                                        new IllegalStateException("A checkout conflicts with none that is stored")))
                : decidedMeanwhile(submission).orElseGet(refusal::get);
    }

    /** Since the first look a parallel request may have ordered the cart, and emptied it. */
    private Optional<CheckoutOutcome> decidedMeanwhile(Submission submission) {
        return answered(submission)
                .or(() -> repository
                        .ofCartVersion(submission.shopper().id(), submission.cartVersion())
                        .map(ordered -> new CheckoutOutcome.AlreadyOrdered(ordered.orderId())));
    }

    /** Empty if the key or the cart version has its checkout already. */
    private Optional<CheckoutOutcome> place(Submission submission, CartContent cart) {
        UUID orderId = orderIds.generate();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var answer = json.writeValueAsString(new Answer(orderId, "PLACED", now, submission.total()));
        var checkout = new Checkout(
                orderId,
                submission.shopper().id(),
                submission.idempotencyKey(),
                submission.hash(),
                submission.cartVersion(),
                answer,
                now);
        var placed = new CheckoutEvent.OrderPlaced(
                orderId, submission.shopper().id(), now, cart.lines(), submission.total(), submission.delivery());
        boolean stored = Boolean.TRUE.equals(transaction.execute(status -> store(checkout, placed)));
        return stored ? Optional.of(new CheckoutOutcome.Accepted(orderId, answer)) : Optional.empty();
    }

    private boolean store(Checkout checkout, CheckoutEvent.OrderPlaced placed) {
        if (!repository.insert(checkout)) {
            return false;
        }
        outbox.append(ShopTopics.CHECKOUT_EVENTS, placed);
        return true;
    }

    private void emptyCart(Submission submission) {
        carts.emptyOrdered(submission.shopper(), submission.cartVersion());
    }

    private record ShopperKey(UUID shopperId, String idempotencyKey) {}

    /** The body of an accepted checkout's answer. */
    private record Answer(UUID orderId, String status, Instant placedAt, Money total) {}
}
