package shop.inventory.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.opsapi.Books.Difference;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.Shortage;
import shop.schemas.StockLine;

class LedgerTest {

    private static final Instant NOW = Instant.parse("2026-11-27T07:00:00Z");
    private static final UUID RECENT = UUID.fromString("0198c0de-5ca5-0000-0000-000000000000");
    private static final UUID BEFORE = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    private static final UUID AFTER = UUID.fromString("0198c0de-ffff-7000-8000-000000000002");
    private static final List<StockLine> TWO = List.of(new StockLine("TEA", 2));

    private final UUID order = UUID.randomUUID();

    @Test
    void anEventCountsOnceHoweverOftenItIsDelivered() {
        var ledger = new Ledger(cut(2, Set.of(), Map.of()));

        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));
        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));
        assertThat(ledger.differences()).isEmpty();
        assertThat(ledger.events()).isEqualTo(1);

        ledger.add(BEFORE, new StockReleased(order, NOW, TWO));
        ledger.add(BEFORE, new StockReleased(order, NOW, TWO));
        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));
        assertThat(ledger.differences()).containsExactly(new Difference("TEA", "reserved", 0, 2));
    }

    @Test
    void anEventThatWasCommittedBehindTheSnapshotDoesNotCount() {
        var ledger = new Ledger(cut(2, Set.of(AFTER), Map.of()));
        assertThat(ledger.missing()).isEqualTo(1);

        ledger.add(AFTER, new StockReserved(order, NOW, TWO));
        ledger.add(
                UUID.fromString("0198c0de-ffff-7000-8000-000000000003"),
                new StockReserved(UUID.randomUUID(), NOW, TWO));

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.differences()).isEmpty();
    }

    @Test
    void ofOrdersWhoseEventsAreGoneTheTableIsTaken() {
        UUID old = UUID.randomUUID();
        var ledger = new Ledger(cut(2, Set.of(), Map.of(old, TWO)));
        UUID releasedLater = UUID.randomUUID();
        ledger.add(BEFORE, new StockReleased(releasedLater, NOW, TWO));

        ledger.carryOver();

        assertThat(ledger.differences()).isEmpty();
        assertThat(ledger.carried()).isEqualTo(1);
        assertThat(ledger.contradiction(old, "RESERVED")).isNull();
        assertThat(ledger.contradiction(releasedLater, "RELEASED")).isNull();
    }

    @Test
    void ofATimeWhoseEventsAreAllGoneTheSumsOfTheTableAreTaken() {
        var cut = new Cut(
                NOW, Map.of("TEA", new Cut.Account(9, 7, 9, 7)), RECENT, Set.of(), NOW, Map.of(), Map.of("TEA", 5L), 3);
        var ledger = new Ledger(cut);
        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));

        ledger.carryOver();

        assertThat(ledger.differences()).isEmpty();
        assertThat(ledger.carried()).isEqualTo(3);
    }

    @Test
    void anOrderThatChangedBehindTheSnapshotIsNoExample() {
        var ledger = new Ledger(cut(2, Set.of(), Map.of()));
        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));
        assertThat(ledger.contradiction(order, "RELEASED")).isNotNull();

        ledger.add(AFTER, new StockReleased(order, NOW, TWO));

        assertThat(ledger.contradiction(order, "RELEASED")).isNull();
    }

    @Test
    void twoAnswersToOneOrderAreNamed() {
        var ledger = new Ledger(cut(2, Set.of(), Map.of()));

        ledger.add(BEFORE, new StockReserved(order, NOW, TWO));
        ledger.add(BEFORE, new StockRejected(order, NOW, List.of(new Shortage("TEA", 2, 0))));

        assertThat(ledger.differences()).containsExactly(new Difference("order " + order, "decisions", 2, 1));
    }

    @Test
    void eachFigureOfASkuIsCompared() {
        var cut = new Cut(
                NOW, Map.of("TEA", new Cut.Account(10, 2, 9, 3)), RECENT, Set.of(), null, Map.of(), Map.of(), 0);

        assertThat(new Ledger(cut).differences())
                .containsExactly(
                        new Difference("TEA", "on hand", 9, 10),
                        new Difference("TEA", "reserved", 0, 2),
                        new Difference("TEA", "lines of reserved orders", 2, 3));
    }

    private static Cut cut(int reserved, Set<UUID> recent, Map<UUID, List<StockLine>> old) {
        return new Cut(
                NOW, Map.of("TEA", new Cut.Account(9, reserved, 9, reserved)), RECENT, recent, null, old, Map.of(), 0);
    }
}
