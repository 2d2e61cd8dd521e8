package shop.tools.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.schemas.StockLine;

/** A made-up history that keeps every invariant until a test breaks it. */
class Past {

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
    static Past sound() {
        var past = new Past();
        past.stock.add(new History.Stock("A", 10, 1, 10));
        past.confirmed();
        past.rejected();
        past.cancelled();
        past.cancelledFirst();
        past.cancelledWhileRejected();
        return past;
    }

    UUID confirmed() {
        UUID order = placed();
        happens(new Fact.StockReserved(order, one()));
        happens(new Fact.Confirmed(order));
        tables(order, "CONFIRMED", "RESERVED");
        return order;
    }

    UUID rejected() {
        UUID order = placed();
        happens(new Fact.StockRejected(order));
        happens(new Fact.Rejected(order));
        tables(order, "REJECTED", "REJECTED");
        return order;
    }

    UUID cancelled() {
        UUID order = placed();
        happens(new Fact.StockReserved(order, one()));
        happens(new Fact.Confirmed(order));
        happens(new Fact.Cancelled(order));
        happens(new Fact.StockReleased(order, one()));
        tables(order, "CANCELLED", "RELEASED");
        return order;
    }

    UUID cancelledFirst() {
        UUID order = placed();
        happens(new Fact.Cancelled(order));
        tables(order, "CANCELLED", "CANCELLED_FIRST");
        return order;
    }

    UUID cancelledWhileRejected() {
        UUID order = placed();
        happens(new Fact.Cancelled(order));
        happens(new Fact.StockRejected(order));
        tables(order, "CANCELLED", "REJECTED");
        return order;
    }

    /** A checkout whose event reached everybody; the tables are the caller's to fill. */
    UUID placed() {
        UUID order = nextId();
        checkouts.add(new History.Checkout(order, nextId(), "key"));
        happens(new Fact.Placed(order, one()));
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
    History.TopicRecord happens(Fact.OfOrder fact) {
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

    History.TopicRecord onTopic(String topic, UUID id, String key, Fact fact) {
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

    static List<StockLine> one() {
        return List.of(new StockLine("A", 1));
    }

    private static String topic(Fact.OfOrder fact) {
        return switch (fact) {
            case Fact.Placed placed -> "checkout.events";
            case Fact.StockReserved stock -> "inventory.events";
            case Fact.StockRejected stock -> "inventory.events";
            case Fact.StockReleased stock -> "inventory.events";
            case Fact.Confirmed confirmed -> "order.events";
            case Fact.Rejected rejected -> "order.events";
            case Fact.Cancelled cancelled -> "order.events";
        };
    }
}
