package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.order.status.TestOrders.newId;
import static shop.order.status.TestOrders.newShopper;
import static shop.order.status.TestOrders.now;
import static shop.order.status.TestOrders.placing;
import static shop.order.status.TestOrders.rejection;
import static shop.order.status.TestOrders.release;
import static shop.order.status.TestOrders.reservation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.httpapi.Shopper;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterDesk;
import shop.schemas.InventoryEvent;
import shop.testing.servers.Infrastructure;

/** Requirement: every delivery order and duplication of an order's events gives the same order. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE, properties = "shop.relay.enabled=false")
class OrderEventsIT {

    @Autowired
    private Letters letters;

    @Autowired
    private LetterDesk desk;

    @Autowired
    ApplicationContext service;

    @Autowired
    Orders orders;

    TestOrders tests;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settings("order", registry::add);
    }

    @BeforeEach
    void listeners() {
        tests = new TestOrders(service);
    }

    static Stream<Answer> answers() {
        return Stream.of(
                new Answer("reserved", TestOrders::reservation, "order.confirmed.v1"),
                new Answer("rejected", TestOrders::rejection, "order.rejected.v1"));
    }

    /** All sequences of two to four deliveries in which both events occur, each cut into batches in every way. */
    @ParameterizedTest
    @MethodSource("answers")
    void everyDeliveryOrderDuplicationAndBatchSplitGivesTheSameRowAndOutbox(Answer answer) {
        Shopper shopper = newShopper();
        Instant at = now();
        List<String> expected = null;
        int tried = 0;
        for (int length = 2; length <= 4; length++) {
            for (int sequence = 1; sequence < (1 << length) - 1; sequence++) {
                for (int cuts = 0; cuts < 1 << (length - 1); cuts++) {
                    UUID orderId = newId();
                    List<ConsumerRecord<String, byte[]>> events = List.of(
                            tests.record(placing(orderId, shopper, at)),
                            tests.record(answer.event().apply(orderId, at.plusMillis(7))));
                    deliver(events, length, sequence, cuts);
                    List<String> stored = tests.stored(orderId);
                    expected = expected == null ? stored : expected;
                    assertThat(stored)
                            .describedAs("length %d, sequence %s, cuts %s", length, sequence, cuts)
                            .isEqualTo(expected);
                    assertThat(tests.outboxTypes(orderId)).containsExactly(answer.told());
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    /** Successive records share a batch, unless there is a cut between them. */
    private void deliver(List<ConsumerRecord<String, byte[]>> events, int length, int sequence, int cuts) {
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int i = 0; i < length; i++) {
            ConsumerRecord<String, byte[]> next = events.get(sequence >> i & 1);
            boolean cut = i > 0 && (cuts >> (i - 1) & 1) == 1;
            if (cut) {
                tests.deliver(batch);
                batch.clear();
            }
            batch.add(next);
        }
        tests.deliver(batch);
    }

    @Test
    void concurrentConsumersWithLargeMixedBatchesAgree() throws Exception {
        Shopper shopper = newShopper();
        Instant at = now();
        List<UUID> ids = IntStream.range(0, 300).mapToObj(_ -> newId()).toList();
        List<ConsumerRecord<String, byte[]>> placings = twice(ids, id -> tests.record(placing(id, shopper, at)));
        List<ConsumerRecord<String, byte[]>> answers =
                twice(ids, id -> tests.record(isOdd(id) ? reservation(id, at) : (InventoryEvent) rejection(id, at)));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> checkout = threads.submit(() -> inBatches(placings));
            Future<?> inventory = threads.submit(() -> inBatches(answers));
            checkout.get();
            inventory.get();
        }

        assertThat(ids).allSatisfy(id -> {
            OrderStatus expected = isOdd(id) ? OrderStatus.CONFIRMED : OrderStatus.REJECTED;
            assertThat(orders.find(shopper, id).orElseThrow().status()).isEqualTo(expected);
            assertThat(tests.outboxTypes(id)).containsExactly(isOdd(id) ? "order.confirmed.v1" : "order.rejected.v1");
        });
    }

    /** Two instances of the service in a rebalance: each gets every event, of both topics, in batches of its own. */
    @Test
    void concurrentConsumersOfBothTopicsNeitherDeadlockNorDisagree() throws Exception {
        Shopper shopper = newShopper();
        Instant at = now();
        List<UUID> ids = IntStream.range(0, 300).mapToObj(_ -> newId()).toList();
        var events = new ArrayList<ConsumerRecord<String, byte[]>>();
        ids.forEach(id -> events.add(tests.record(placing(id, shopper, at))));
        ids.forEach(id -> events.add(tests.record(reservation(id, at))));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> consumers = IntStream.range(0, 2)
                    .<Future<?>>mapToObj(seed -> threads.submit(() -> {
                        var shuffled = new ArrayList<>(events);
                        Collections.shuffle(shuffled, new Random(seed));
                        inBatches(shuffled);
                    }))
                    .toList();
            for (Future<?> consumer : consumers) {
                consumer.get();
            }
        }

        assertThat(ids).allSatisfy(id -> {
            assertThat(orders.find(shopper, id).orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
            assertThat(tests.outboxTypes(id)).containsExactly("order.confirmed.v1");
        });
    }

    @Test
    void stockAnswerBeforeThePlacingIsKeptAndInvisible() {
        Shopper shopper = newShopper();
        UUID orderId = newId();

        tests.reserve(orderId);

        assertThat(orders.find(shopper, orderId)).isEmpty();
        assertThat(orders.newestFirst(shopper, 10, null)).isEmpty();
        assertThat(orders.cancel(shopper, orderId)).isEqualTo(new CancellationOutcome.UnknownOrder());
        assertThat(tests.outbox(orderId)).isEmpty();

        tests.place(orderId, shopper);

        assertThat(orders.find(shopper, orderId).orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(tests.outboxTypes(orderId)).containsExactly("order.confirmed.v1");
    }

    @Test
    void contradictingStockAnswerIsADeadLetterAndItsNeighboursTakeEffect() {
        Shopper shopper = newShopper();
        UUID contradicted = tests.placed(shopper);
        UUID neighbour = tests.placed(shopper);
        tests.reserve(contradicted);
        int before = tests.deadLetters();

        tests.deliver(tests.record(rejection(contradicted, now())), tests.record(reservation(neighbour, now())));

        assertThat(tests.deadLetters()).isEqualTo(before + 1);
        assertThat(orders.find(shopper, contradicted).orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(orders.find(shopper, neighbour).orElseThrow().status()).isEqualTo(OrderStatus.CONFIRMED);
        assertThat(tests.outboxTypes(contradicted)).containsExactly("order.confirmed.v1");
    }

    @Test
    void discardedStockAnswerCancelsTheOrderUnlessItHasItsAnswer() {
        Shopper shopper = newShopper();
        UUID contradicted = tests.placed(shopper);
        tests.reject(contradicted);
        tests.deliver(tests.record(reservation(contradicted, now())));
        UUID confirmed = tests.placed(shopper);
        tests.reserve(confirmed);
        tests.deliver(tests.record(rejection(confirmed, now())));

        discard(contradicted);
        discard(confirmed);

        assertThat(orders.find(shopper, contradicted).orElseThrow().status()).isEqualTo(OrderStatus.REJECTED);
        assertThat(tests.outboxTypes(contradicted)).containsExactly("order.rejected.v1");
        assertThat(orders.find(shopper, confirmed).orElseThrow().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(tests.outboxTypes(confirmed)).containsExactly("order.confirmed.v1", "order.cancelled.v1");
    }

    @Test
    void orderThatTheShopWithdrawsIsCancelledWhenItsPlacingArrives() {
        Shopper shopper = newShopper();
        UUID orderId = UUID.randomUUID();
        tests.reject(orderId);
        tests.deliver(tests.record(reservation(orderId, now())));

        discard(orderId);
        tests.place(orderId, shopper);

        assertThat(orders.find(shopper, orderId).orElseThrow().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(tests.outboxTypes(orderId)).containsExactly("order.cancelled.v1");
    }

    private void discard(UUID orderId) {
        Letter letter = letters.ofKey(orderId.toString()).getFirst();
        desk.discard(letter.id(), letter.version(), "cancel", "the inventory contradicts itself", "an operator");
    }

    @Test
    void cancellationBeforeTheStockAnswerStays() {
        Shopper shopper = newShopper();
        UUID reservedLater = tests.placed(shopper);
        UUID rejectedLater = tests.placed(shopper);

        assertThat(orders.cancel(shopper, reservedLater)).isInstanceOf(CancellationOutcome.Accepted.class);
        assertThat(orders.cancel(shopper, rejectedLater)).isInstanceOf(CancellationOutcome.Accepted.class);
        OrderView answered = orders.find(shopper, rejectedLater).orElseThrow();
        tests.reserve(reservedLater);
        tests.reject(rejectedLater);
        tests.deliver(tests.record(release(reservedLater, now())));

        assertThat(orders.find(shopper, rejectedLater)).hasValue(answered);
        for (UUID orderId : List.of(reservedLater, rejectedLater)) {
            OrderView order = orders.find(shopper, orderId).orElseThrow();
            assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(order.steps())
                    .extracting(Timeline.Step::status)
                    .containsExactly(OrderStatus.PLACED, OrderStatus.CANCELLED);
            assertThat(tests.outboxTypes(orderId)).containsExactly("order.cancelled.v1");
        }
    }

    @Test
    void cancellationAndStockAnswerAtTheSameTimeGiveOneAnswerThatStays() throws Exception {
        Shopper shopper = newShopper();
        int cancelled = 0;
        for (int round = 0; round < 60; round++) {
            boolean enough = round % 2 == 0;
            UUID orderId = tests.placed(shopper);
            CancellationOutcome outcome;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> stock = threads.submit(() -> {
                    if (enough) {
                        tests.reserve(orderId);
                    } else {
                        tests.reject(orderId);
                    }
                });
                outcome = threads.submit(() -> orders.cancel(shopper, orderId)).get();
                stock.get();
            }

            OrderStatus status = orders.find(shopper, orderId).orElseThrow().status();
            List<String> told = tests.outboxTypes(orderId);
            switch (outcome) {
                case CancellationOutcome.Accepted _ -> {
                    cancelled++;
                    assertThat(status).isEqualTo(OrderStatus.CANCELLED);
                    assertThat(told).last().isEqualTo("order.cancelled.v1");
                    assertThat(told).doesNotContain("order.rejected.v1").doesNotHaveDuplicates();
                }
                case CancellationOutcome.AlreadyRejected rejected -> {
                    assertThat(enough).isFalse();
                    assertThat(status).isEqualTo(OrderStatus.REJECTED);
                    assertThat(told).containsExactly("order.rejected.v1");
                }
                default -> throw new AssertionError(outcome);
            }
        }
        assertThat(cancelled).isGreaterThanOrEqualTo(30);
    }

    private void inBatches(List<ConsumerRecord<String, byte[]>> records) {
        var random = new Random(records.hashCode());
        for (int from = 0; from < records.size(); ) {
            int to = Math.min(records.size(), from + 1 + random.nextInt(60));
            tests.deliver(records.subList(from, to));
            from = to;
        }
    }

    private static List<ConsumerRecord<String, byte[]>> twice(
            List<UUID> ids, Function<UUID, ConsumerRecord<String, byte[]>> record) {
        var records = new ArrayList<>(ids.stream().map(record).toList());
        records.addAll(List.copyOf(records));
        Collections.shuffle(records, new Random(ids.hashCode()));
        return records;
    }

    private static boolean isOdd(UUID id) {
        return (id.getLeastSignificantBits() & 1) == 1;
    }

    record Answer(String name, java.util.function.BiFunction<UUID, Instant, InventoryEvent> event, String told) {

        @Override
        public String toString() {
            return name;
        }
    }
}
