package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvariantTest {

    private final SampleHistory sample = SampleHistory.sound();

    @Test
    void aSoundHistoryKeepsEveryInvariant() {
        assertThat(Invariant.ALL)
                .allSatisfy(invariant -> assertThat(invariant.check(sample.history()))
                        .satisfies(finding -> assertThat(finding.offenders()).isEmpty())
                        .satisfies(finding -> assertThat(finding.holds()).isTrue()));
    }

    @Test
    void anEmptyHistoryKeepsEveryInvariant() {
        assertThat(Invariant.ALL)
                .allSatisfy(invariant -> assertThat(
                                invariant.check(new SampleHistory().history()).holds())
                        .isTrue());
    }

    @Nested
    class NoOversellIsBroken {

        @Test
        void byMoreReservedThanOnHand() {
            sample.stock.set(0, new History.Stock("A", 0, 1, 0));
            assertBroken(new NoOversell(), "A: reserved 1 of 0 on hand");
        }

        @Test
        void byReservedUnitsThatNoReservationHolds() {
            sample.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new NoOversell(), "A: reserved 2, but its reservations hold 1");
        }

        @Test
        void byAReservationOfWhatHasNoStock() {
            sample.reservations.add(
                    new History.Reservation(sample.nextId(), "RESERVED", List.of(new SkuQuantity("B", 1))));
            assertBroken(new NoOversell(), "B: is held by reservations but has no stock");
        }
    }

    @Nested
    class StockConservationIsBroken {

        @Test
        void byStockThatNobodyReceived() {
            sample.stock.set(0, new History.Stock("A", 11, 1, 10));
            assertBroken(new StockConservation(), "A: received 10, but 11 are on hand");
        }

        @Test
        void byAReleaseThatDidNotGiveTheUnitsBack() {
            sample.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new StockConservation(), "A: received 10, but 9 are available or held by orders");
        }
    }

    @Nested
    class OneFinalAnswerIsBroken {

        @Test
        void byACheckoutWithoutAnOrder() {
            UUID order = sample.placed();
            assertBroken(new OneFinalAnswer(), order + ": was accepted, but order-service knows 0 orders of it");
        }

        @Test
        void byAnOrderThatIsStillPlaced() {
            UUID order = sample.placed();
            sample.orders.add(new History.Order(order, "PLACED"));
            assertBroken(new OneFinalAnswer(), order + ": has no final answer, its status is PLACED");
        }

        @Test
        void andTheDeadLetterThatIsTheReasonIsNamed() {
            UUID order = sample.nextId();
            sample.checkouts.add(new History.Checkout(order, sample.nextId(), "key"));
            History.TopicRecord placed = sample.published(new RecordContent.Placed(order, SampleHistory.oneUnit()));
            sample.orders.add(new History.Order(order, "PLACED"));
            sample.deadLetters.add(new History.DeadLetter(
                    "inventory-service/checkout.events", placed.topic(), 0, placed.offset(), placed.eventId(), true));
            assertBroken(
                    new OneFinalAnswer(),
                    order + ": has no final answer, its status is PLACED (an event of it is a dead letter: "
                            + placed.place() + ")");
        }

        @Test
        void byAnOrderNobodyCheckedOut() {
            UUID order = sample.nextId();
            sample.stored(order, "CONFIRMED", "RESERVED");
            assertBroken(new OneFinalAnswer(), order + ": is an order that no checkout accepted");
        }

        @Test
        void byAnAnswerThatFlips() {
            UUID order = sample.rejected();
            sample.published(new RecordContent.Confirmed(order));
            assertBroken(new OneFinalAnswer(), order + ": order.events tells rejected, then confirmed");
        }

        @Test
        void byAnAnswerToldTwiceAsTwoEvents() {
            UUID order = sample.confirmed();
            sample.published(new RecordContent.Confirmed(order));
            assertBroken(new OneFinalAnswer(), order + ": order.events tells confirmed, then confirmed");
        }

        @Test
        void butNotByASecondDeliveryOfTheSameEvent() {
            History.TopicRecord told = sample.records.stream()
                    .filter(one -> one.content() instanceof RecordContent.Confirmed)
                    .findFirst()
                    .orElseThrow();
            sample.onTopic(told.topic(), told.eventId(), told.key(), told.content());
            assertThat(new OneFinalAnswer().check(sample.history()).holds()).isTrue();
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
            UUID order = sample.placed();
            sample.stored(order, status, reservation);
            assertBroken(new OneFinalAnswer(), order + ": is " + status + ", but its reservation is " + reservation);
        }

        @Test
        void byAConfirmedOrderWithoutAReservation() {
            UUID order = sample.placed();
            sample.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new OneFinalAnswer(), order + ": is CONFIRMED, but its reservation is null");
        }
    }

    @Nested
    class NoEventLostIsBroken {

        @Test
        void byAnOutboxRowThatIsNotOnItsTopic() {
            UUID event = sample.nextId();
            sample.outbox.add(new History.OutboxRow("order.events", event));
            assertBroken(new NoEventLost(), event + ": is in the outbox, but not on order.events");
        }

        @Test
        void byAnOutboxRowThatIsOnAnotherTopic() {
            UUID event = sample.nextId();
            sample.outbox.add(new History.OutboxRow("order.events", event));
            sample.onTopic("inventory.events", event, "key", new RecordContent.UnknownType("later"));
            assertBroken(new NoEventLost(), event + ": is in the outbox, but not on order.events");
        }

        @Test
        void byAnEventThatOneConsumerNeverSaw() {
            Subscription subscription = Subscription.ALL.getFirst();
            UUID event = sample.inbox.get(subscription).iterator().next();
            sample.inbox.get(subscription).remove(event);
            assertThat(new NoEventLost().check(sample.history()).offenders())
                    .singleElement()
                    .asString()
                    .startsWith(event + ": is at checkout.events-0@")
                    .endsWith("inventory-service/checkout.events neither handled nor kept it");
        }

        @Test
        void byAMalformedRecordThatIsNoDeadLetter() {
            History.TopicRecord malformed =
                    sample.onTopic("inventory.events", null, "key", new RecordContent.Malformed("no id"));
            assertBroken(
                    new NoEventLost(),
                    malformed.place() + ": is at " + malformed.place()
                            + ", but order-service/inventory.events neither handled nor kept it");
        }

        @Test
        void butNotByADeadLetterOrATypeOfALaterRelease() {
            History.TopicRecord malformed =
                    sample.onTopic("inventory.events", null, "key", new RecordContent.Malformed("no id"));
            sample.deadLetters.add(new History.DeadLetter(
                    "order-service/inventory.events", malformed.topic(), 0, malformed.offset(), null, true));
            sample.onTopic("order.events", sample.nextId(), "key", new RecordContent.UnknownType("order.returned.v1"));
            assertThat(new NoEventLost().check(sample.history()).holds()).isTrue();
        }
    }

    @Nested
    class EventsInCommitOrderIsBroken {

        @Test
        void byALaterEventThatLiesFirst() {
            UUID order = sample.cancelled();
            int cancelled = indexOf(order, RecordContent.Cancelled.class);
            int confirmed = indexOf(order, RecordContent.Confirmed.class);
            History.TopicRecord moved = sample.records.remove(cancelled);
            sample.records.add(confirmed, moved);
            assertThat(new EventsInCommitOrder().check(sample.history()).offenders())
                    .singleElement()
                    .asString()
                    .startsWith(order + ": event ")
                    .contains("was committed before " + moved.eventId());
        }

        @Test
        void butNotByALateSecondDelivery() {
            UUID order = sample.cancelled();
            History.TopicRecord confirmed = sample.records.get(indexOf(order, RecordContent.Confirmed.class));
            sample.onTopic(confirmed.topic(), confirmed.eventId(), confirmed.key(), confirmed.content());
            assertThat(new EventsInCommitOrder().check(sample.history()).holds())
                    .isTrue();
        }

        @Test
        void byAnOrderInTwoPartitions() {
            UUID order = sample.cancelled();
            int index = indexOf(order, RecordContent.Cancelled.class);
            History.TopicRecord one = sample.records.get(index);
            sample.records.set(
                    index, new History.TopicRecord(one.topic(), 3, 0, one.eventId(), one.key(), one.content()));
            assertBroken(new EventsInCommitOrder(), order + ": its events lie in two partitions of order.events");
        }

        @Test
        void byAKeyThatIsNotTheOrder() {
            UUID order = sample.confirmed();
            int index = indexOf(order, RecordContent.Confirmed.class);
            History.TopicRecord one = sample.records.get(index);
            sample.records.set(
                    index,
                    new History.TopicRecord(one.topic(), 0, one.offset(), one.eventId(), "other", one.content()));
            assertBroken(new EventsInCommitOrder(), order + ": event " + one.eventId() + " has the key other");
        }

        private int indexOf(UUID order, Class<? extends RecordContent> type) {
            for (int i = 0; i < sample.records.size(); i++) {
                if (type.isInstance(sample.records.get(i).content())
                        && order.toString().equals(sample.records.get(i).key())) {
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
            UUID order = sample.placed();
            sample.published(new RecordContent.StockRejected(order));
            sample.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new EffectsOnce(), order + ": is CONFIRMED, but its events say REJECTED");
        }

        @Test
        void byAnEventThatTookEffectTwice() {
            sample.stock.set(0, new History.Stock("A", 10, 2, 10));
            assertBroken(new EffectsOnce(), "A: reserved 2, but its events say 1");
        }

        @Test
        void byStockDecidedTwice() {
            UUID order = sample.rejected();
            sample.published(new RecordContent.StockRejected(order));
            assertBroken(new EffectsOnce(), order + ": stock was decided 2 times");
        }

        @Test
        void byStockReleasedTwice() {
            UUID order = sample.cancelled();
            sample.published(new RecordContent.StockReleased(order, SampleHistory.oneUnit()));
            assertBroken(new EffectsOnce(), order + ": stock was released 2 times");
        }

        @Test
        void byAReservationOfSomethingElse() {
            UUID order = sample.placed();
            sample.published(new RecordContent.StockReserved(order, List.of(new SkuQuantity("A", 2))));
            sample.stock.set(0, new History.Stock("A", 10, 3, 10));
            sample.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new EffectsOnce(), order + ": reserved is not what was ordered");
        }

        @Test
        void byUnitsOfOneSkuThatNoIntHolds() {
            UUID order = sample.nextId();
            // As an int it would be the one unit that is reserved.
            sample.published(new RecordContent.Placed(order, List.of(new SkuQuantity("A", 4_294_967_297L))));
            sample.published(new RecordContent.StockReserved(order, SampleHistory.oneUnit()));
            sample.stock.set(0, new History.Stock("A", 10, 2, 10));
            sample.orders.add(new History.Order(order, "CONFIRMED"));
            assertBroken(new EffectsOnce(), order + ": reserved is not what was ordered");
        }

        @Test
        void byAReleaseOfWhatWasNeverReserved() {
            UUID order = sample.placed();
            sample.published(new RecordContent.Cancelled(order));
            sample.published(new RecordContent.StockReleased(order, SampleHistory.oneUnit()));
            sample.stock.set(0, new History.Stock("A", 10, 0, 10));
            sample.orders.add(new History.Order(order, "CANCELLED"));
            assertBroken(new EffectsOnce(), order + ": released is not what was reserved");
        }

        @Test
        void butNotByAnAnswerThatDiedOnItsWayToOrders() {
            UUID order = sample.placed();
            History.TopicRecord answer =
                    sample.published(new RecordContent.StockReserved(order, SampleHistory.oneUnit()));
            sample.deadLetters.add(new History.DeadLetter(
                    "order-service/inventory.events", answer.topic(), 0, answer.offset(), answer.eventId(), true));
            sample.stock.set(0, new History.Stock("A", 10, 2, 10));
            sample.orders.add(new History.Order(order, "PLACED"));
            assertThat(new EffectsOnce().check(sample.history()).offenders()).isEmpty();
        }

        @Test
        void butNotByAnEventOfSomebodyElse() {
            sample.onTopic(
                    "inventory.events",
                    UUID.randomUUID(),
                    "key",
                    new RecordContent.StockReserved(UUID.randomUUID(), SampleHistory.oneUnit()));
            assertThat(new EffectsOnce().check(sample.history()).offenders()).isEmpty();
        }
    }

    @Nested
    class OneCheckoutPerKeyIsBroken {

        @Test
        void byTwoCheckoutsWithOneShopperAndKey() {
            History.Checkout first = sample.checkouts.getFirst();
            UUID second = sample.nextId();
            sample.checkouts.add(new History.Checkout(second, first.shopperId(), first.idempotencyKey()));
            assertBroken(new OneCheckoutPerKey(), second + ": has the shopper and key of " + first.orderId());
        }

        @Test
        void butNotByTheSameKeyOfAnotherShopper() {
            UUID second = sample.nextId();
            sample.checkouts.add(new History.Checkout(
                    second, sample.nextId(), sample.checkouts.getFirst().idempotencyKey()));
            assertThat(new OneCheckoutPerKey().check(sample.history()).holds()).isTrue();
        }
    }

    private void assertBroken(Invariant invariant, String offender) {
        Finding finding = invariant.check(sample.history());
        assertThat(finding.holds()).isFalse();
        assertThat(finding.offenders()).containsExactly(offender);
    }
}
