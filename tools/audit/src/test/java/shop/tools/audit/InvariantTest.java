package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.schemas.StockLine;

class InvariantTest {

    private final Past past = Past.sound();

    @Test
    void aSoundHistoryKeepsEveryInvariant() {
        assertThat(Invariant.ALL)
                .allSatisfy(invariant -> assertThat(invariant.check(past.history()))
                        .satisfies(finding -> assertThat(finding.offenders()).isEmpty())
                        .satisfies(finding -> assertThat(finding.holds()).isTrue()));
    }

    @Test
    void anEmptyHistoryKeepsEveryInvariant() {
        assertThat(Invariant.ALL)
                .allSatisfy(invariant -> assertThat(
                                invariant.check(new Past().history()).holds())
                        .isTrue());
    }

    @Nested
    class NoOversellIsBroken {

        @Test
        void byMoreReservedThanOnHand() {
            past.stock.set(0, new History.Stock("A", 0, 1, 0));
            assertBroken(new NoOversell(), "A: reserved 1 of 0 on hand");
        }

        @Test
        void byReservedUnitsThatNoReservationHolds() {
            past.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new NoOversell(), "A: reserved 2, but its reservations hold 1");
        }

        @Test
        void byAReservationOfWhatHasNoStock() {
            past.reservations.add(new History.Reservation(past.nextId(), "RESERVED", List.of(new StockLine("B", 1))));
            assertBroken(new NoOversell(), "B: is held by reservations but has no stock");
        }
    }

    @Nested
    class ConservationIsBroken {

        @Test
        void byStockThatNobodyReceived() {
            past.stock.set(0, new History.Stock("A", 11, 1, 10));
            assertBroken(new Conservation(), "A: received 10, but 11 are on hand");
        }

        @Test
        void byAReleaseThatDidNotGiveTheUnitsBack() {
            past.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new Conservation(), "A: received 10, but 9 are available or held by orders");
        }
    }

    @Nested
    class OneFinalAnswerIsBroken {

        @Test
        void byACheckoutWithoutAnOrder() {
            UUID order = past.placed();
            assertBroken(new OneFinalAnswer(), order + ": was accepted, but order-service knows 0 orders of it");
        }

        @Test
        void byAnOrderThatIsStillPlaced() {
            UUID order = past.placed();
            past.orders.add(new History.Order(order, "PLACED"));
            assertBroken(new OneFinalAnswer(), order + ": has no final answer, its status is PLACED");
        }

        @Test
        void andTheDeadLetterThatIsTheReasonIsNamed() {
            UUID order = past.nextId();
            past.checkouts.add(new History.Checkout(order, past.nextId(), "key"));
            History.TopicRecord placed = past.happens(new Fact.Placed(order, Past.one()));
            past.orders.add(new History.Order(order, "PLACED"));
            past.deadLetters.add(new History.DeadLetter(
                    "inventory-service/checkout.events", placed.topic(), 0, placed.offset(), placed.eventId()));
            assertBroken(
                    new OneFinalAnswer(),
                    order + ": has no final answer, its status is PLACED (an event of it is a dead letter: "
                            + placed.place() + ")");
        }

        @Test
        void byAnOrderNobodyCheckedOut() {
            UUID order = past.nextId();
            past.tables(order, "CONFIRMED", "RESERVED");
            assertBroken(new OneFinalAnswer(), order + ": is an order that no checkout accepted");
        }

        @Test
        void byAnAnswerThatFlips() {
            UUID order = past.rejected();
            past.happens(new Fact.Confirmed(order));
            assertBroken(new OneFinalAnswer(), order + ": order.events tells rejected, then confirmed");
        }

        @Test
        void byAnAnswerToldTwiceAsTwoEvents() {
            UUID order = past.confirmed();
            past.happens(new Fact.Confirmed(order));
            assertBroken(new OneFinalAnswer(), order + ": order.events tells confirmed, then confirmed");
        }

        @Test
        void butNotByASecondDeliveryOfTheSameEvent() {
            History.TopicRecord told = past.records.stream()
                    .filter(one -> one.fact() instanceof Fact.Confirmed)
                    .findFirst()
                    .orElseThrow();
            past.onTopic(told.topic(), told.eventId(), told.key(), told.fact());
            assertThat(new OneFinalAnswer().check(past.history()).holds()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({
            "CONFIRMED, REJECTED",
            "CONFIRMED, RELEASED",
            "CONFIRMED, CANCELLED_FIRST",
            "REJECTED, RESERVED",
            "REJECTED, RELEASED",
            "REJECTED, CANCELLED_FIRST",
            "CANCELLED, RESERVED"
        })
        void byAReservationThatSaysOtherwise(String status, String reservation) {
            UUID order = past.placed();
            past.tables(order, status, reservation);
            assertBroken(new OneFinalAnswer(), order + ": is " + status + ", but its reservation is " + reservation);
        }

        @Test
        void byAConfirmedOrderWithoutAReservation() {
            UUID order = past.placed();
            past.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new OneFinalAnswer(), order + ": is CONFIRMED, but its reservation is null");
        }
    }

    @Nested
    class NoEventLostIsBroken {

        @Test
        void byAnOutboxRowThatIsNotOnItsTopic() {
            UUID event = past.nextId();
            past.outbox.add(new History.OutboxRow("order.events", event));
            assertBroken(new NoEventLost(), event + ": is in the outbox, but not on order.events");
        }

        @Test
        void byAnOutboxRowThatIsOnAnotherTopic() {
            UUID event = past.nextId();
            past.outbox.add(new History.OutboxRow("order.events", event));
            past.onTopic("inventory.events", event, "key", new Fact.UnknownType("later"));
            assertBroken(new NoEventLost(), event + ": is in the outbox, but not on order.events");
        }

        @Test
        void byAnEventThatOneConsumerNeverSaw() {
            Subscription subscription = Subscription.ALL.getFirst();
            UUID event = past.inbox.get(subscription).iterator().next();
            past.inbox.get(subscription).remove(event);
            assertThat(new NoEventLost().check(past.history()).offenders())
                    .singleElement()
                    .asString()
                    .startsWith(event + ": is at checkout.events-0@")
                    .endsWith("inventory-service/checkout.events neither handled nor kept it");
        }

        @Test
        void byAMalformedRecordThatIsNoDeadLetter() {
            History.TopicRecord malformed = past.onTopic("inventory.events", null, "key", new Fact.Malformed("no id"));
            assertBroken(
                    new NoEventLost(),
                    malformed.place() + ": is at " + malformed.place()
                            + ", but order-service/inventory.events neither handled nor kept it");
        }

        @Test
        void butNotByADeadLetterOrATypeOfALaterRelease() {
            History.TopicRecord malformed = past.onTopic("inventory.events", null, "key", new Fact.Malformed("no id"));
            past.deadLetters.add(new History.DeadLetter(
                    "order-service/inventory.events", malformed.topic(), 0, malformed.offset(), null));
            past.onTopic("order.events", past.nextId(), "key", new Fact.UnknownType("order.returned.v1"));
            assertThat(new NoEventLost().check(past.history()).holds()).isTrue();
        }
    }

    @Nested
    class OrderPerAggregateIsBroken {

        @Test
        void byALaterEventThatLiesFirst() {
            UUID order = past.cancelled();
            int cancelled = indexOf(order, Fact.Cancelled.class);
            int confirmed = indexOf(order, Fact.Confirmed.class);
            History.TopicRecord moved = past.records.remove(cancelled);
            past.records.add(confirmed, moved);
            assertThat(new OrderPerAggregate().check(past.history()).offenders())
                    .singleElement()
                    .asString()
                    .startsWith(order + ": event ")
                    .contains("was committed before " + moved.eventId());
        }

        @Test
        void butNotByALateSecondDelivery() {
            UUID order = past.cancelled();
            History.TopicRecord confirmed = past.records.get(indexOf(order, Fact.Confirmed.class));
            past.onTopic(confirmed.topic(), confirmed.eventId(), confirmed.key(), confirmed.fact());
            assertThat(new OrderPerAggregate().check(past.history()).holds()).isTrue();
        }

        @Test
        void byAnOrderInTwoPartitions() {
            UUID order = past.cancelled();
            int index = indexOf(order, Fact.Cancelled.class);
            History.TopicRecord one = past.records.get(index);
            past.records.set(index, new History.TopicRecord(one.topic(), 3, 0, one.eventId(), one.key(), one.fact()));
            assertBroken(new OrderPerAggregate(), order + ": its events lie in two partitions of order.events");
        }

        @Test
        void byAKeyThatIsNotTheOrder() {
            UUID order = past.confirmed();
            int index = indexOf(order, Fact.Confirmed.class);
            History.TopicRecord one = past.records.get(index);
            past.records.set(
                    index, new History.TopicRecord(one.topic(), 0, one.offset(), one.eventId(), "other", one.fact()));
            assertBroken(new OrderPerAggregate(), order + ": event " + one.eventId() + " has the key other");
        }

        private int indexOf(UUID order, Class<? extends Fact> type) {
            for (int i = 0; i < past.records.size(); i++) {
                if (type.isInstance(past.records.get(i).fact())
                        && order.toString().equals(past.records.get(i).key())) {
                    return i;
                }
            }
            throw new AssertionError("no such record");
        }
    }

    @Nested
    class EffectsOnceIsBroken {

        @Test
        void byAStatusThatTheEventsDoNotGive() {
            UUID order = past.placed();
            past.happens(new Fact.StockRejected(order));
            past.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new EffectsOnce(), order + ": is CONFIRMED, but its events say REJECTED");
        }

        @Test
        void byAnEventThatTookEffectTwice() {
            past.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new EffectsOnce(), "A: reserved 2, but its events say 1");
        }

        @Test
        void byStockDecidedTwice() {
            UUID order = past.rejected();
            past.happens(new Fact.StockRejected(order));
            assertBroken(new EffectsOnce(), order + ": stock was decided 2 times");
        }

        @Test
        void byStockReleasedTwice() {
            UUID order = past.cancelled();
            past.happens(new Fact.StockReleased(order, Past.one()));
            assertBroken(new EffectsOnce(), order + ": stock was released 2 times");
        }

        @Test
        void byAReservationOfSomethingElse() {
            UUID order = past.placed();
            past.happens(new Fact.StockReserved(order, List.of(new StockLine("A", 2))));
            past.stock.set(0, new History.Stock("A", 10, 3, 10));
            past.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new EffectsOnce(), order + ": reserved is not what was ordered");
        }

        @Test
        void byAReleaseOfWhatWasNeverReserved() {
            UUID order = past.placed();
            past.happens(new Fact.Cancelled(order));
            past.happens(new Fact.StockReleased(order, Past.one()));
            past.stock.set(0, new History.Stock("A", 10, 0, 10));
            past.orders.add(new History.Order(order, "CANCELLED"));
            assertBroken(new EffectsOnce(), order + ": released is not what was reserved");
        }

        @Test
        void butNotByAnAnswerThatDiedOnItsWayToOrders() {
            UUID order = past.placed();
            History.TopicRecord answer = past.happens(new Fact.StockReserved(order, Past.one()));
            past.deadLetters.add(new History.DeadLetter(
                    "order-service/inventory.events", answer.topic(), 0, answer.offset(), answer.eventId()));
            past.stock.set(0, new History.Stock("A", 10, 2, 10));
            past.orders.add(new History.Order(order, "PLACED"));
            assertThat(new EffectsOnce().check(past.history()).offenders()).isEmpty();
        }

        @Test
        void butNotByAnEventOfSomebodyElse() {
            past.onTopic(
                    "inventory.events",
                    UUID.randomUUID(),
                    "key",
                    new Fact.StockReserved(UUID.randomUUID(), Past.one()));
            assertThat(new EffectsOnce().check(past.history()).offenders()).isEmpty();
        }
    }

    @Nested
    class OneCheckoutPerKeyIsBroken {

        @Test
        void byTwoCheckoutsWithOneShopperAndKey() {
            History.Checkout first = past.checkouts.getFirst();
            UUID second = past.nextId();
            past.checkouts.add(new History.Checkout(second, first.shopperId(), first.idempotencyKey()));
            assertBroken(new OneCheckoutPerKey(), second + ": has the shopper and key of " + first.orderId());
        }

        @Test
        void butNotByTheSameKeyOfAnotherShopper() {
            UUID second = past.nextId();
            past.checkouts.add(new History.Checkout(
                    second, past.nextId(), past.checkouts.getFirst().idempotencyKey()));
            assertThat(new OneCheckoutPerKey().check(past.history()).holds()).isTrue();
        }
    }

    private void assertBroken(Invariant invariant, String offender) {
        Finding finding = invariant.check(past.history());
        assertThat(finding.holds()).isFalse();
        assertThat(finding.offenders()).containsExactly(offender);
    }
}
