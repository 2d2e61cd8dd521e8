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
    final Map<String, String> unreadable = new HashMap<>();

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
        published(new RecordContent.StockReserved(order, oneUnit()));
        published(new RecordContent.Confirmed(order));
        stored(order, "CONFIRMED", "RESERVED");
        return order;
    }

    UUID rejected() {
        UUID order = placed();
        published(new RecordContent.StockRejected(order));
        published(new RecordContent.Rejected(order));
        stored(order, "REJECTED", "REJECTED");
        return order;
    }

    UUID cancelled() {
        UUID order = placed();
        published(new RecordContent.StockReserved(order, oneUnit()));
        published(new RecordContent.Confirmed(order));
        published(new RecordContent.Cancelled(order));
        published(new RecordContent.StockReleased(order, oneUnit()));
        stored(order, "CANCELLED", "RELEASED");
        return order;
    }

    UUID cancelledFirst() {
        UUID order = placed();
        published(new RecordContent.Cancelled(order));
        stored(order, "CANCELLED", "CANCELLED_FIRST");
        return order;
    }

    UUID cancelledWhileRejected() {
        UUID order = placed();
        published(new RecordContent.Cancelled(order));
        published(new RecordContent.StockRejected(order));
        stored(order, "CANCELLED", "REJECTED");
        return order;
    }

    /** A checkout whose event reached everybody; the tables are the caller's to fill. */
    UUID placed() {
        UUID order = nextId();
        checkouts.add(new History.Checkout(order, nextId(), "key"));
        published(new RecordContent.Placed(order, oneUnit()));
        return order;
    }

    void stored(UUID order, String status, String reservation) {
        orders.add(new History.Order(order, status));
        reservations.add(new History.Reservation(
                order,
                reservation,
                reservation.equals("RESERVED") || reservation.equals("RELEASED") ? oneUnit() : List.of()));
    }

    /** The event is in its outbox, on its topic and in every inbox. */
    History.TopicRecord published(RecordContent.AboutOrder content) {
        UUID id = nextId();
        String topic = topic(content);
        outbox.add(new History.OutboxRow(topic, id));
        for (Subscription subscription : Subscription.ALL) {
            if (subscription.topic().equals(topic)) {
                inbox.computeIfAbsent(subscription, _ -> new HashSet<>()).add(id);
            }
        }
        return onTopic(topic, id, content.orderId().toString(), content);
    }

    History.TopicRecord onTopic(String topic, UUID id, String key, RecordContent content) {
        var record = new History.TopicRecord(topic, 0, offset++, id, key, content);
        records.add(record);
        return record;
    }

    /** A UUIDv7 later than all before it. */
    UUID nextId() {
        long millis = 1_790_000_000_000L + clock++;
        return new UUID(millis << 16 | 0x7000L, 0x8000000000000000L);
    }

    History history() {
        return new History(checkouts, orders, stock, reservations, outbox, inbox, deadLetters, records, unreadable);
    }

    static List<SkuQuantity> oneUnit() {
        return List.of(new SkuQuantity("A", 1));
    }

    private static String topic(RecordContent.AboutOrder content) {
        return switch (content) {
            case RecordContent.Placed _ -> "checkout.events";
            case RecordContent.StockReserved _, RecordContent.StockRejected _, RecordContent.StockReleased _ ->
                "inventory.events";
            case RecordContent.Confirmed _, RecordContent.Rejected _, RecordContent.Cancelled _ -> "order.events";
        };
    }
}
