package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static shop.order.status.OrderStatus.CANCELLED;
import static shop.order.status.OrderStatus.CONFIRMED;
import static shop.order.status.OrderStatus.PLACED;
import static shop.order.status.OrderStatus.REJECTED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import shop.order.status.Fact.Cancelled;
import shop.order.status.Fact.Placed;
import shop.order.status.Fact.Rejected;
import shop.order.status.Fact.Reserved;
import shop.order.status.Timeline.Step;
import shop.schemas.OrderEvent;
import shop.schemas.Shortage;

class OrderTest {

    private static final UUID ID = UUID.fromString("019aa000-0000-7000-8000-000000000001");
    private static final UUID SHOPPER = UUID.fromString("019aa000-0000-7000-8000-000000000002");
    private static final Instant T0 = Instant.parse("2026-11-22T10:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(30);

    private static final Placed PLACING = new Placed(ID, SHOPPER, T0);
    private static final Reserved RESERVED = new Reserved(ID, T0.plusMillis(5));
    private static final Rejected SOLD_OUT = new Rejected(ID, T0.plusMillis(5), List.of(new Shortage("LAMP", 2, 1)));
    private static final Cancelled WITHDRAWN = new Cancelled(ID, T0.plusSeconds(60), PLACED);
    private static final Cancelled WITHDRAWN_LATER = new Cancelled(ID, T0.plusSeconds(60), CONFIRMED);

    /** Every set of facts that can come together: an order is answered by the inventory once and cancelled once. */
    private static final List<List<Fact>> LIVES = List.of(
            List.of(PLACING),
            List.of(RESERVED),
            List.of(SOLD_OUT),
            List.of(PLACING, RESERVED),
            List.of(PLACING, SOLD_OUT),
            List.of(PLACING, WITHDRAWN),
            List.of(PLACING, RESERVED, WITHDRAWN),
            List.of(PLACING, RESERVED, WITHDRAWN_LATER),
            List.of(PLACING, SOLD_OUT, WITHDRAWN));

    @Property
    void anyArrivalOrderAndDuplicationGivesTheSameOrder(@ForAll("deliveries") Delivery delivery) {
        Order inOrder = folded(delivery.life());

        Order delivered = folded(delivery.arrivals());

        assertThat(delivered).isEqualTo(inOrder);
        assertThat(delivered.status()).isEqualTo(inOrder.status());
        assertThat(delivered.timeline()).isEqualTo(inOrder.timeline());
    }

    @Property
    void whateverIsLearnedATimelineOnlyGrowsAndAnAnswerDoesNotFlip(
            @ForAll("deliveries") Delivery delivery, @ForAll("moments") int cancelAt) {
        Order order = Order.unknown(ID);
        List<Step> seen = List.of();
        List<OrderEvent> told = new ArrayList<>();
        List<Fact> arrivals = delivery.arrivals().stream()
                .filter(fact -> !(fact instanceof Cancelled))
                .toList();
        for (int i = 0; i <= arrivals.size(); i++) {
            Order before = order;
            if (i == cancelAt && order.status().isPresent()) {
                order = order.cancel(T0.plusSeconds(1), WINDOW) instanceof CancellationOutcome.Accepted(Order cancelled)
                        ? cancelled
                        : order;
            } else if (i < arrivals.size()) {
                order = order.apply(arrivals.get(i));
            }
            order.eventSince(before).ifPresent(told::add);
            List<Step> steps = order.timeline().map(Timeline::steps).orElse(List.of());
            assertThat(steps).hasSizeGreaterThanOrEqualTo(seen.size());
            assertThat(steps.subList(0, seen.size())).isEqualTo(seen);
            assertThat(steps).extracting(Step::at).isSorted();
            seen = steps;
        }
        assertThat(seen.stream().map(Step::status).filter(OrderStatus::isFinal)).hasSizeLessThanOrEqualTo(1);
        assertThat(told).hasSize(Math.max(0, seen.size() - 1));
        assertThat(order.status())
                .isEqualTo(
                        seen.isEmpty()
                                ? Optional.empty()
                                : Optional.of(seen.getLast().status()));
    }

    @Example
    void statusFollowsFromTheFacts() {
        assertThat(folded(List.of()).status()).isEmpty();
        assertThat(folded(List.of(RESERVED)).status()).isEmpty();
        assertThat(folded(List.of(SOLD_OUT)).timeline()).isEmpty();
        assertThat(folded(List.of(PLACING)).status()).hasValue(PLACED);
        assertThat(folded(List.of(PLACING, RESERVED)).status()).hasValue(CONFIRMED);
        assertThat(folded(List.of(PLACING, SOLD_OUT)).status()).hasValue(REJECTED);
        assertThat(folded(List.of(PLACING, WITHDRAWN)).status()).hasValue(CANCELLED);
        assertThat(folded(List.of(PLACING, SOLD_OUT, WITHDRAWN)).status()).hasValue(CANCELLED);
    }

    @Example
    void stockAnswerBehindTheCancellationIsNoStep() {
        assertThat(statuses(PLACING, WITHDRAWN, RESERVED)).containsExactly(PLACED, CANCELLED);
        assertThat(statuses(PLACING, WITHDRAWN, SOLD_OUT)).containsExactly(PLACED, CANCELLED);
        assertThat(folded(List.of(PLACING, WITHDRAWN, SOLD_OUT))
                        .timeline()
                        .orElseThrow()
                        .shortages())
                .isEmpty();
        assertThat(statuses(PLACING, RESERVED, WITHDRAWN_LATER)).containsExactly(PLACED, CONFIRMED, CANCELLED);
    }

    @Example
    void rejectionTellsTheShortages() {
        Timeline timeline = folded(List.of(SOLD_OUT, PLACING)).timeline().orElseThrow();

        assertThat(timeline.shortages()).containsExactly(new Shortage("LAMP", 2, 1));
        assertThat(timeline.steps()).containsExactly(new Step(PLACED, T0), new Step(REJECTED, T0.plusMillis(5)));
    }

    @Example
    void clockThatRunsBehindDoesNotTurnTheTimelineBack() {
        Order order = folded(List.of(PLACING, new Reserved(ID, T0.minusSeconds(3))));

        assertThat(order.timeline().orElseThrow().steps())
                .containsExactly(new Step(PLACED, T0), new Step(CONFIRMED, T0));
    }

    @Example
    void contradictingStockAnswerIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> folded(List.of(PLACING, RESERVED, SOLD_OUT)));
        assertThatIllegalStateException().isThrownBy(() -> folded(List.of(SOLD_OUT, RESERVED)));
    }

    @Example
    void cancellationIsAllowedUntilTheWindowCloses() {
        Order placed = folded(List.of(PLACING));

        assertThat(placed.cancel(T0.plus(WINDOW), WINDOW)).isInstanceOf(CancellationOutcome.Accepted.class);
        assertThat(placed.cancellable(T0.plus(WINDOW), WINDOW)).isTrue();
        assertThat(placed.cancel(T0.plus(WINDOW).plusMillis(1), WINDOW))
                .isEqualTo(new CancellationOutcome.TooLate(WINDOW));
        assertThat(placed.cancellable(T0.plus(WINDOW).plusMillis(1), WINDOW)).isFalse();
    }

    @Example
    void finalOrderIsNotCancelled() {
        Order rejected = folded(List.of(PLACING, SOLD_OUT));
        Order cancelled = folded(List.of(PLACING, WITHDRAWN));

        assertThat(rejected.cancel(T0, WINDOW)).isEqualTo(new CancellationOutcome.AlreadyRejected());
        assertThat(rejected.cancellable(T0, WINDOW)).isFalse();
        assertThat(cancelled.cancel(T0.plus(WINDOW.multipliedBy(2)), WINDOW))
                .isEqualTo(new CancellationOutcome.AlreadyCancelled());
        assertThat(cancelled.cancellable(T0, WINDOW)).isFalse();
    }

    @Provide
    Arbitrary<Delivery> deliveries() {
        return Arbitraries.of(LIVES)
                .flatMap(life -> Arbitraries.of(life)
                        .list()
                        .ofMaxSize(4)
                        .map(again -> {
                            var arrivals = new ArrayList<>(life);
                            arrivals.addAll(again);
                            return arrivals;
                        })
                        .flatMap(arrivals -> Arbitraries.shuffle(arrivals).map(mixed -> new Delivery(life, mixed))));
    }

    @Provide
    Arbitrary<Integer> moments() {
        return Arbitraries.integers().between(0, 8);
    }

    private static List<OrderStatus> statuses(Fact... facts) {
        return folded(List.of(facts)).timeline().orElseThrow().steps().stream()
                .map(Step::status)
                .toList();
    }

    private static Order folded(List<Fact> facts) {
        Order order = Order.unknown(ID);
        for (Fact fact : facts) {
            order = order.apply(fact);
        }
        return order;
    }

    /** The facts of one order's life, and the deliveries in which they arrive. */
    record Delivery(List<Fact> life, List<Fact> arrivals) {}
}
