package shop.order.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import com.fasterxml.uuid.Generators;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.springframework.context.ApplicationContext;
import shop.httpapi.Shopper;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.InventoryEvent;
import shop.schemas.InventoryEvent.StockRejected;
import shop.schemas.InventoryEvent.StockReleased;
import shop.schemas.InventoryEvent.StockReserved;
import shop.schemas.Money;
import shop.schemas.OrderLine;
import shop.schemas.Shortage;
import shop.schemas.StockLine;
import shop.topics.ShopTopics;
import tools.jackson.databind.json.JsonMapper;

/** What the other services send: records of their topics, handed to the listener. */
public final class TestOrders {

    private final FactsListener listener;
    private final DSLContext database;
    private final JsonMapper json = new JsonMapper();

    public TestOrders(ApplicationContext service) {
        listener = service.getBean(FactsListener.class);
        database = service.getBean(DSLContext.class);
    }

    public static UUID newId() {
        return Generators.timeBasedEpochRandomGenerator().generate();
    }

    public static Shopper newShopper() {
        return new Shopper(newId());
    }

    public static OrderPlaced placing(UUID orderId, Shopper shopper, Instant at) {
        return new OrderPlaced(
                orderId,
                shopper.id(),
                at,
                List.of(new OrderLine("LAMP", "Lamp", 2, new Money(1999, "EUR"))),
                new Money(3998, "EUR"),
                new Delivery("Ada", "Main Street 1", "10115", "Berlin", "DE", "ada@example.org", null));
    }

    public static StockReserved reservation(UUID orderId, Instant at) {
        return new StockReserved(orderId, at, List.of(new StockLine("LAMP", 2)));
    }

    public static StockRejected rejection(UUID orderId, Instant at) {
        return new StockRejected(orderId, at, List.of(new Shortage("LAMP", 2, 1)));
    }

    public static StockReleased release(UUID orderId, Instant at) {
        return new StockReleased(orderId, at, List.of(new StockLine("LAMP", 2)));
    }

    /** An order that is known to be placed. */
    public UUID placed(Shopper shopper) {
        UUID orderId = newId();
        place(orderId, shopper);
        return orderId;
    }

    public void place(UUID orderId, Shopper shopper) {
        place(orderId, shopper, now());
    }

    public void place(UUID orderId, Shopper shopper, Instant at) {
        deliver(record(placing(orderId, shopper, at)));
    }

    public void reserve(UUID orderId) {
        deliver(record(reservation(orderId, now())));
    }

    public void reject(UUID orderId) {
        deliver(record(rejection(orderId, now())));
    }

    /** One batch. */
    @SafeVarargs
    public final void deliver(ConsumerRecord<String, byte[]>... batch) {
        deliver(Arrays.asList(batch));
    }

    void deliver(List<ConsumerRecord<String, byte[]>> batch) {
        listener.receive(batch);
    }

    public ConsumerRecord<String, byte[]> placedRecord(UUID orderId, Shopper shopper) {
        return record(placing(orderId, shopper, now()));
    }

    public ConsumerRecord<String, byte[]> reservedRecord(UUID orderId) {
        return record(reservation(orderId, now()));
    }

    ConsumerRecord<String, byte[]> record(CheckoutEvent event) {
        return record(ShopTopics.CHECKOUT_EVENTS.name(), "checkout.order-placed.v1", event.orderId(), event);
    }

    ConsumerRecord<String, byte[]> record(InventoryEvent event) {
        String type = switch (event) {
            case StockReserved reserved -> "inventory.stock-reserved.v1";
            case StockRejected rejected -> "inventory.stock-rejected.v1";
            case StockReleased released -> "inventory.stock-released.v1";
        };
        return record(ShopTopics.INVENTORY_EVENTS.name(), type, event.orderId(), event);
    }

    private static long offset = 0;

    private ConsumerRecord<String, byte[]> record(String topic, String type, UUID orderId, Object event) {
        synchronized (TestOrders.class) {
            offset++;
        }
        var record = new ConsumerRecord<>(topic, 0, offset, orderId.toString(), json.writeValueAsBytes(event));
        record.headers().add("ce_id", newId().toString().getBytes(UTF_8));
        record.headers().add("ce_type", type.getBytes(UTF_8));
        return record;
    }

    /** The row and the outbox of one order, as text without the order's own ids. */
    List<String> stored(UUID orderId) {
        var stored = database
                .select()
                .from(table("orders"))
                .where(field("order_id").eq(orderId))
                .fetch()
                .stream()
                .map(row -> row.formatJSON())
                .collect(toCollection(ArrayList::new));
        stored.addAll(outbox(orderId));
        return stored.stream()
                .map(text -> text.replace(orderId.toString(), "ORDER"))
                .toList();
    }

    /** Type and payload of the events of one order, oldest first. */
    List<String> outbox(UUID orderId) {
        return database.fetch(
                        "select type || ' ' || payload from outbox where aggregatetype = 'order' and aggregateid = ? order by id",
                        orderId.toString())
                .into(String.class);
    }

    List<String> outboxTypes(UUID orderId) {
        return outbox(orderId).stream()
                .map(text -> text.substring(0, text.indexOf(' ')))
                .toList();
    }

    int deadLetters() {
        return database.fetchCount(table("dead_letters"));
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
