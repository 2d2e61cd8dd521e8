package shop.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.inventory.reservation.Deliveries.cancelled;
import static shop.inventory.reservation.Deliveries.confirmed;
import static shop.inventory.reservation.Deliveries.inBatchesOf;
import static shop.inventory.reservation.Deliveries.placed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import shop.inventory.RunningInventory;
import shop.messaging.letters.Letter;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterDesk;
import shop.schemas.StockLine;

class ReservationIT extends RunningInventory {

    @Autowired
    private Letters letters;

    @Autowired
    private LetterDesk desk;

    @Autowired
    private OrdersListener listener;

    @Test
    void placedOrderIsReservedAndAnswered() {
        String tea = productWithStock(5);
        String cup = productWithStock(5);
        UUID order = UUID.randomUUID();

        listener.receive(List.of(placed(order, new StockLine(tea, 2), new StockLine(cup, 1), new StockLine(tea, 1))));

        assertThat(available(tea)).isEqualTo(2);
        assertThat(available(cup)).isEqualTo(4);
        assertThat(stateOf(order)).isEqualTo("RESERVED");
        assertThat(answersTo(order)).hasSize(1).first().asString().contains(tea, cup);
    }

    @Test
    void orderWithAShortLineIsRejectedWithEveryShortage() {
        String tea = productWithStock(5);
        String cup = productWithStock(1);
        UUID order = UUID.randomUUID();

        listener.receive(List.of(
                placed(order, new StockLine(tea, 1), new StockLine(cup, 2), new StockLine("never-heard-of", 1))));

        assertThat(available(tea)).isEqualTo(5);
        assertThat(stateOf(order)).isEqualTo("REJECTED");
        assertThat(answersTo(order)).hasSize(1);
        assertThat(answersTo(order).getFirst())
                .contains("\"shortages\":[{\"sku\":\"" + cup + "\",\"requested\":2,\"available\":1}"
                        + ",{\"sku\":\"never-heard-of\",\"requested\":1,\"available\":0}]");
    }

    @Test
    void cancellationGivesStockBackOnce() {
        String tea = productWithStock(5);
        UUID order = UUID.randomUUID();
        listener.receive(List.of(placed(order, new StockLine(tea, 2))));

        listener.receive(List.of(confirmed(order), cancelled(order), cancelled(order)));
        listener.receive(List.of(cancelled(order)));

        assertThat(available(tea)).isEqualTo(5);
        assertThat(stateOf(order)).isEqualTo("RELEASED");
        assertThat(answersTo(order)).hasSize(2);
        assertStockAddsUp(tea);
    }

    @Test
    void cancellationBeforePlacingReservesNothing() {
        String tea = productWithStock(5);
        UUID order = UUID.randomUUID();

        listener.receive(List.of(cancelled(order)));
        listener.receive(List.of(placed(order, new StockLine(tea, 2))));

        assertThat(available(tea)).isEqualTo(5);
        assertThat(stateOf(order)).isEqualTo("CANCELLED_FIRST");
        assertThat(answersTo(order)).isEmpty();
    }

    @Test
    void orderPlacedAndCancelledInOneBatchReservesNothing() {
        String tea = productWithStock(5);
        UUID order = UUID.randomUUID();

        listener.receive(List.of(placed(order, new StockLine(tea, 2)), cancelled(order)));

        assertThat(available(tea)).isEqualTo(5);
        assertThat(stateOf(order)).isEqualTo("CANCELLED_FIRST");
        assertThat(answersTo(order)).isEmpty();
    }

    @Test
    void unitsOfACancelledOrderGoToAnOrderOfTheSameBatch() {
        String tea = productWithStock(5);
        String cup = productWithStock(5);
        UUID cancelled = UUID.randomUUID();
        UUID next = UUID.randomUUID();
        listener.receive(List.of(placed(cancelled, new StockLine(tea, 5), new StockLine(cup, 1))));

        listener.receive(List.of(placed(next, new StockLine(tea, 5)), cancelled(cancelled)));

        assertThat(stateOf(next)).isEqualTo("RESERVED");
        assertThat(stateOf(cancelled)).isEqualTo("RELEASED");
        assertThat(available(tea)).isZero();
        assertThat(available(cup)).isEqualTo(5);
        assertStockAddsUp(tea);
        assertStockAddsUp(cup);
    }

    @Test
    void cancellationOfARejectedOrderChangesNothing() {
        String tea = productWithStock(1);
        UUID order = UUID.randomUUID();
        listener.receive(List.of(placed(order, new StockLine(tea, 2))));

        listener.receive(List.of(cancelled(order)));

        assertThat(available(tea)).isEqualTo(1);
        assertThat(stateOf(order)).isEqualTo("REJECTED");
        assertThat(answersTo(order)).hasSize(1);
    }

    @Test
    void orderPlacedAgainUnderAnotherEventIdIsNotDecidedAgain() {
        String tea = productWithStock(5);
        UUID order = UUID.randomUUID();

        listener.receive(List.of(placed(order, new StockLine(tea, 2)), placed(order, new StockLine(tea, 2))));
        listener.receive(List.of(placed(order, new StockLine(tea, 2))));

        assertThat(available(tea)).isEqualTo(3);
        assertThat(answersTo(order)).hasSize(1);
    }

    @Test
    void orderThatCannotBeStoredIsADeadLetterAndItsNeighboursAreDecided() {
        String tea = productWithStock(5);
        UUID before = UUID.randomUUID();
        UUID poison = UUID.randomUUID();
        UUID after = UUID.randomUUID();

        listener.receive(List.of(
                placed(before, new StockLine(tea, 1)),
                placed(poison, new StockLine("\0", 1)),
                placed(after, new StockLine(tea, 1))));

        assertThat(available(tea)).isEqualTo(3);
        assertThat(answersTo(poison)).isEmpty();
        assertThat(database.fetchValue("select count(*)::int from dead_letters where key = ?", poison.toString()))
                .isEqualTo(1);
    }

    @Test
    void orderThatIsDiscardedIsRejectedAndNothingIsSetAside() {
        String tea = productWithStock(5);
        UUID poison = UUID.randomUUID();
        ConsumerRecord<String, byte[]> record = placed(poison, new StockLine(tea, 1), new StockLine("\0", 1));
        listener.receive(List.of(record));
        Letter letter = letters.ofKey(poison.toString()).getFirst();

        desk.discard(letter.id(), letter.version(), "reject", "the product has no name", "an operator");
        listener.receive(List.of(record));

        assertThat(available(tea)).isEqualTo(5);
        assertThat(answersTo(poison)).singleElement().asString().startsWith("inventory.stock-rejected.v1");
        assertThat(letters.ofKey(poison.toString())).hasSize(1);
    }

    @Test
    void tenThousandOrdersForAThousandUnitsReserveExactlyAThousand() {
        String hot = productWithStock(1000);
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(10_000).toList();
        List<ConsumerRecord<String, byte[]>> records = orders.stream()
                .map(order -> placed(order, new StockLine(hot, 1)))
                .toList();

        List<ConsumerRecord<String, byte[]>> lastBatch = List.of();
        for (List<ConsumerRecord<String, byte[]>> batch : inBatchesOf(500, records)) {
            // A rebalance: part of the last batch comes again, before and after the new one.
            var delivered = new ArrayList<>(lastBatch.subList(0, lastBatch.size() / 2));
            delivered.addAll(batch);
            delivered.addAll(lastBatch);
            delivered.addAll(batch.subList(0, 50));
            listener.receive(delivered);
            lastBatch = batch;
        }

        assertThat(available(hot)).isZero();
        assertStockAddsUp(hot);
        List<String> answers = answersTo(orders);
        assertThat(answers).hasSize(10_000);
        assertThat(answers.subList(0, 1000)).allMatch(answer -> answer.startsWith("inventory.stock-reserved.v1"));
        assertThat(answers.subList(1000, 10_000))
                .allMatch(answer -> answer.startsWith("inventory.stock-rejected.v1")
                        && answer.contains("\"requested\":1,\"available\":0"));
    }

    @Test
    void placingAndCancellingAtTheSameTimeNeitherDeadlocksNorLosesAUnit() throws Exception {
        List<String> skus =
                Stream.generate(() -> productWithStock(150)).limit(4).toList();
        var random = new Random(7);
        List<UUID> orders = Stream.generate(UUID::randomUUID).limit(600).toList();
        var placings = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (UUID order : orders) {
            var shuffled = new ArrayList<>(skus);
            Collections.shuffle(shuffled, random);
            placings.add(placed(
                    order,
                    new StockLine(shuffled.get(0), 1 + random.nextInt(3)),
                    new StockLine(shuffled.get(1), 1 + random.nextInt(3))));
        }

        // Every event goes through several threads, as in a rebalance, each with an order of its own.
        List<ConsumerRecord<String, byte[]>> cancellations =
                orders.stream().map(Deliveries::cancelled).toList();
        var mixed = new ArrayList<>(placings);
        mixed.addAll(cancellations);
        inParallel(List.of(
                () -> deliver(placings, listener::receive, 1),
                () -> deliver(placings, listener::receive, 2),
                () -> deliver(cancellations, listener::receive, 3),
                () -> deliver(cancellations, listener::receive, 4),
                () -> deliver(mixed, listener::receive, 5),
                () -> deliver(mixed, listener::receive, 6)));

        skus.forEach(this::assertStockAddsUp);
        skus.forEach(sku -> assertThat(available(sku)).isEqualTo(150));
    }

    private static Void deliver(
            List<ConsumerRecord<String, byte[]>> records,
            java.util.function.Consumer<List<ConsumerRecord<String, byte[]>>> listener,
            int seed) {
        var shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(seed));
        inBatchesOf(20, shuffled).forEach(listener);
        return null;
    }

    private static void inParallel(List<Callable<Void>> tasks) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
    }

    private String stateOf(UUID order) {
        return (String) database.fetchValue("select state from reservations where order_id = ?", order);
    }

    private List<String> answersTo(UUID order) {
        return answersTo(List.of(order));
    }

    /** Type and payload in the order of publication. */
    private List<String> answersTo(List<UUID> orders) {
        return database.resultQuery(
                        "select type || ' ' || payload from outbox where aggregateid = any(?::text[]) order by id",
                        (Object) orders.stream().map(UUID::toString).toArray(String[]::new))
                .fetch(0, String.class);
    }
}
