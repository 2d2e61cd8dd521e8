package shop.testing.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The whole pipeline in memory: tables, logs, and the processes between them. One run's, and one thread's. */
final class World {

    final Topics topics = new Topics();
    final CheckoutTables checkout = new CheckoutTables(this);
    final InventoryTables inventoryTables = new InventoryTables(this);
    final OrderTables orderTables = new OrderTables(this);
    final Group inventory = new Group(this, Service.INVENTORY, inventoryTables);
    final Group order = new Group(this, Service.ORDER, orderTables);

    private final List<Group> groups = List.of(inventory, order);
    private final Set<Mutation> mutations;
    private final Map<Topic, List<Event>> outboxes = new EnumMap<>(Topic.class);
    private final Map<Topic, Relay> relays = new EnumMap<>(Topic.class);
    private int events;
    private int commits;

    World(Set<Mutation> mutations) {
        this.mutations = mutations;
        for (Topic topic : Topic.values()) {
            var outbox = new ArrayList<Event>();
            outboxes.put(topic, outbox);
            relays.put(topic, new Relay(this, outbox));
        }
    }

    boolean has(Mutation mutation) {
        return mutations.contains(mutation);
    }

    Group group(Service service) {
        return switch (service) {
            case INVENTORY -> inventory;
            case ORDER -> order;
        };
    }

    List<Group> groups() {
        return groups;
    }

    Relay relay(Topic topic) {
        return Objects.requireNonNull(relays.get(topic));
    }

    /** In the order of the commits, as the log has it. */
    List<Event> outbox(Topic topic) {
        return Objects.requireNonNull(outboxes.get(topic));
    }

    /** Part of a commit. */
    void append(Topic topic, Press order, Object body) {
        outbox(topic).add(new Event(events++, topic, order, body));
        committed();
    }

    void committed() {
        commits++;
    }

    /** How often something was committed so far. */
    int commits() {
        return commits;
    }
}
