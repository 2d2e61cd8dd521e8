package shop.checkout.submission;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import shop.checkout.cart.CartClient;
import shop.checkout.cart.CartContent;
import shop.httpapi.LastingRequest;
import shop.httpapi.Shopper;
import shop.messaging.Outbox;
import shop.schemas.CheckoutEvent;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.topics.ShopTopics;
import tools.jackson.databind.json.JsonMapper;

/**
 * Accepts checkouts.
 *
 * <p>Any number of equal submissions, at the same time or later, on any instance, make one order, and all get the same
 * answer: two unique constraints of the database decide that. {@link #commitOrder} is the one transaction; everything
 * before it only reads. Submissions with equal keys wait in this process for the first of them, only so that two hundred of
 * them do not read the cart two hundred times.
 *
 * <p>If the process dies before the commit there is no order; after the commit there is one and its event is published. In
 * both cases the client asks again with the same key.
 *
 * <p>No connection is held while cart-api is asked.
 */
@Component
class Checkouts {

    private final NoArgGenerator orderIds = Generators.timeBasedEpochRandomGenerator();
    private final CheckoutRepository repository;
    private final CartClient carts;
    private final Outbox outbox;
    private final TransactionOperations transaction;
    private final JsonMapper json;
    private final Clock clock;
    private final RepeatLimit repeats;
    private final ConcurrentMap<ShopperKey, CompletableFuture<Void>> inProgress = new ConcurrentHashMap<>();

    Checkouts(
            CheckoutRepository repository,
            CartClient carts,
            Outbox outbox,
            TransactionOperations transaction,
            JsonMapper json,
            Clock clock,
            CheckoutProperties properties) {
        this.repository = repository;
        this.carts = carts;
        this.outbox = outbox;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
        this.repeats = properties.repeatLimit();
    }

    /**
     * Orders the cart, or says why not. The order is committed when this returns {@link CheckoutOutcome.Accepted}.
     *
     * @throws org.springframework.web.client.RestClientException if cart-api does not answer
     */
    CheckoutOutcome submit(Submission submission) {
        CheckoutOutcome outcome = storedOutcome(submission).orElseGet(() -> decideOncePerKey(submission));
        switch (outcome) {
            // For a repeated request too: the process may have died between the commit and the emptying.
            case CheckoutOutcome.Accepted _, CheckoutOutcome.AlreadyOrdered _ ->
                carts.emptyInBackground(submission.shopper(), submission.cartVersion());
            case CheckoutOutcome.KeyReused _,
                    CheckoutOutcome.CartEmpty _,
                    CheckoutOutcome.CartChanged _,
                    CheckoutOutcome.TotalChanged _,
                    CheckoutOutcome.OrderedTooOften _ -> {}
        }
        return outcome;
    }

    /** The checkout that the shopper's key has led to; empty if it has led to none so far. Reads only. */
    Optional<Checkout> withKey(Shopper shopper, String idempotencyKey) {
        return repository.withKey(shopper.id(), idempotencyKey);
    }

    /** What the checkout under the same key answers; empty if there is none. */
    private Optional<CheckoutOutcome> storedOutcome(Submission submission) {
        return repository
                .withKey(submission.shopper().id(), submission.idempotencyKey())
                .map(earlier -> earlier.answerTo(submission));
    }

    /** Decides at once if no request with the same key is in progress here; otherwise after that one. */
    private CheckoutOutcome decideOncePerKey(Submission submission) {
        var key = new ShopperKey(submission.shopper().id(), submission.idempotencyKey());
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> first = inProgress.putIfAbsent(key, mine);
        if (first != null) {
            LastingRequest.begin();
            await(first);
            return storedOutcome(submission).orElseGet(() -> decide(submission));
        }
        try {
            CheckoutOutcome outcome = decide(submission);
            mine.complete(null);
            return outcome;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            inProgress.remove(key, mine);
            // After an Error those who wait decide for themselves.
            mine.complete(null);
        }
    }

    /** Fails as the first request failed. */
    private static void await(CompletableFuture<Void> first) {
        try {
            first.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    /** Reads the cart and commits the order, unless the cart is not what the shopper saw. */
    private CheckoutOutcome decide(Submission submission) {
        CartContent cart = carts.read(submission.shopper());
        Optional<CheckoutOutcome> refusal = submission.refusalFor(cart).or(() -> orderedTooOften(submission, cart));
        if (refusal.isPresent()) {
            return storedMeanwhile(submission).orElseGet(refusal::get);
        }
        return commitOrder(submission, cart)
                .or(() -> storedMeanwhile(submission))
                .orElseThrow(() -> new IllegalStateException("A checkout conflicts with none that is stored"));
    }

    /** Parallel requests do not see each other: of orders placed at the same moment a few more may pass. */
    private Optional<CheckoutOutcome> orderedTooOften(Submission submission, CartContent cart) {
        Instant now = clock.instant();
        Set<String> skus = skusOf(cart);
        List<RepeatLimit.Earlier> earlier =
                repository.withProducts(submission.shopper().id(), skus, now.minus(repeats.period()));
        return repeats.refusalFor(skus, earlier, now)
                .map(refusal -> new CheckoutOutcome.OrderedTooOften(refusal.sku(), refusal.retryAfter()));
    }

    private static Set<String> skusOf(CartContent cart) {
        return cart.lines().stream().map(OrderLine::sku).collect(Collectors.toSet());
    }

    /** A parallel request may have ordered the cart since it was looked for, and emptied it. */
    private Optional<CheckoutOutcome> storedMeanwhile(Submission submission) {
        return storedOutcome(submission)
                .or(() -> repository
                        .ofCartVersion(submission.shopper().id(), submission.cartVersion())
                        .map(ordered -> new CheckoutOutcome.AlreadyOrdered(ordered.orderId())));
    }

    /**
     * Commits the order: the checkout with its key, request hash and answer, and the event in the outbox, in one
     * transaction.
     *
     * @return empty, with nothing written, if the key or the cart version has its checkout already
     */
    private Optional<CheckoutOutcome> commitOrder(Submission submission, CartContent cart) {
        UUID orderId = orderIds.generate();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var answer = json.writeValueAsString(new AcceptedBody(orderId, "PLACED", now, submission.total()));
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
        boolean committed =
                Boolean.TRUE.equals(transaction.execute(_ -> insertWithEvent(checkout, skusOf(cart), placed)));
        return committed ? Optional.of(new CheckoutOutcome.Accepted(orderId, answer)) : Optional.empty();
    }

    private boolean insertWithEvent(Checkout checkout, Set<String> skus, CheckoutEvent.OrderPlaced placed) {
        if (!repository.insert(checkout, skus)) {
            return false;
        }
        outbox.append(ShopTopics.CHECKOUT_EVENTS, placed);
        return true;
    }

    private record ShopperKey(UUID shopperId, String idempotencyKey) {}

    /** The body of an accepted checkout's answer. */
    private record AcceptedBody(UUID orderId, String status, Instant placedAt, Money total) {}
}
