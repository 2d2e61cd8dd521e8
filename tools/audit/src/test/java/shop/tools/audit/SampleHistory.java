package shop.tools.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A made-up history that keeps every invariant until a test breaks it. */
class SampleHistory {

    final List<History.Checkout> checkouts = new ArrayList<>();
    final List<History.Order> orders = new ArrayList<>();
    final List<History.Stock> stock = new ArrayList<>();
    final List<History.Reservation> reservations = new ArrayList<>();
    final List<History.OutboxRow> outbox = new ArrayList<>();
    final Map<Subscription, Set<UUID>> inbox = new HashMap<>();
    final List<History.DeadLetter> deadLetters = new ArrayList<>();
    final List<History.TopicRecord> records = new ArrayList<>();

    private long clock = 1;
    private long offset;

    /** One unit of A each for a confirmed, a rejected, two cancelled and one order cancelled before stock was asked. */
    static SampleHistory sound() {
        var sample = new SampleHistory();
        sample.stock.add(new History.Stock("A", 10, 1, 10));
        sample.confirmed();
        sample.rejected();
        sample.cancelled();
        sample.cancelledFirst();
        sample.cancelledWhileRejected();
        return sample;
    }

    UUID confirmed() {
        UUID order = placed();
        happens(new RecordContent.StockReserved(order, one()));
        happens(new RecordContent.Confirmed(order));
        tables(order, "CONFIRMED", "RESERVED");
        return order;
    }

    UUID rejected() {
        UUID order = placed();
        happens(new RecordContent.StockRejected(order));
        happens(new RecordContent.Rejected(order));
        tables(order, "REJECTED", "REJECTED");
        return order;
    }

    UUID cancelled() {
        UUID order = placed();
        happens(new RecordContent.StockReserved(order, one()));
        happens(new RecordContent.Confirmed(order));
        happens(new RecordContent.Cancelled(order));
        happens(new RecordContent.StockReleased(order, one()));
        tables(order, "CANCELLED", "RELEASED");
        return order;
    }

    UUID cancelledFirst() {
        UUID order = placed();
        happens(new RecordContent.Cancelled(order));
        tables(order, "CANCELLED", "CANCELLED_FIRST");
        return order;
    }

    UUID cancelledWhileRejected() {
        UUID order = placed();
        happens(new RecordContent.Cancelled(order));
        happens(new RecordContent.StockRejected(order));
        tables(order, "CANCELLED", "REJECTED");
        return order;
    }

    /** A checkout whose event reached everybody; the tables are the caller's to fill. */
    UUID placed() {
        UUID order = nextId();
        checkouts.add(new History.Checkout(order, nextId(), "key"));
        happens(new RecordContent.Placed(order, one()));
        return order;
    }

    void tables(UUID order, String status, String reservation) {
        orders.add(new History.Order(order, status));
        reservations.add(new History.Reservation(
                order,
                reservation,
                reservation.equals("RESERVED") || reservation.equals("RELEASED") ? one() : List.of()));
    }

    /** The fact is in its outbox, on its topic and in every inbox. */
    History.TopicRecord happens(RecordContent.AboutOrder fact) {
        UUID id = nextId();
        String topic = topic(fact);
        outbox.add(new History.OutboxRow(topic, id));
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.topic().equals(topic)) {
                inbox.computeIfAbsent(subscription, one -> new HashSet<>()).add(id);
            }
        }
        return onTopic(topic, id, fact.orderId().toString(), fact);
    }

    History.TopicRecord onTopic(String topic, UUID id, String key, RecordContent fact) {
        var record = new History.TopicRecord(topic, 0, offset++, id, key, fact);
        records.add(record);
        return record;
    }

    /** A UUIDv7 later than all before it. */
    UUID nextId() {
        long millis = 1_790_000_000_000L + clock++;
        return new UUID(millis << 16 | 0x7000L, 0x8000000000000000L);
    }

    History history() {
        return new History(checkouts, orders, stock, reservations, outbox, inbox, deadLetters, records);
    }

    static List<SkuQuantity> one() {
        return List.of(new SkuQuantity("A", 1));
    }

    private static String topic(RecordContent.AboutOrder fact) {
        return switch (fact) {
            case RecordContent.Placed placed -> "checkout.events";
            case RecordContent.StockReserved stock -> "inventory.events";
            case RecordContent.StockRejected stock -> "inventory.events";
            case RecordContent.StockReleased stock -> "inventory.events";
            case RecordContent.Confirmed confirmed -> "order.events";
            case RecordContent.Rejected rejected -> "order.events";
            case RecordContent.Cancelled cancelled -> "order.events";
        };
    }
}
