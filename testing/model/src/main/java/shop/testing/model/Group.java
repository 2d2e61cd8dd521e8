package shop.testing.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import shop.testing.model.Letters.Key;

/** The consumers of a service with its database's part of them: inbox, letters and row locks. */
final class Group {

    final Service service;
    final Handler handler;
    final Member[] members;
    final BitSet inbox = new BitSet();
    final Letters letters = new Letters();
    final Operator operator;

    /** Events that took effect once more than they should. */
    final List<Event> repeated = new ArrayList<>();

    /** Events that took effect after a later one of their key. */
    final List<Event> overtaken = new ArrayList<>();

    /** Letters of orders at which nobody had to fail. */
    final List<Event> needless = new ArrayList<>();

    /** The events of these orders make the handler fail. */
    final Set<Press> poison = EnumSet.noneOf(Press.class);

    private final World world;
    private final BitSet effects = new BitSet();
    private final Map<Key, Event> latest = new HashMap<>();
    private final Set<Press> everPoisoned = EnumSet.noneOf(Press.class);
    private final Map<Object, Transaction> locks = new HashMap<>();
    private final int[][] committed = new int[Topic.values().length][Topic.PARTITIONS];
    private final int[][] position = new int[Topic.values().length][Topic.PARTITIONS];
    private final int[] owner = {0, 1};
    private int generation;

    Group(World world, Service service, Handler handler) {
        this.world = world;
        this.service = service;
        this.handler = handler;
        this.operator = new Operator(world, this);
        this.members = new Member[] {new Member(world, this, 0), new Member(world, this, 1)};
    }

    boolean isFree(Iterable<?> rows) {
        for (Object row : rows) {
            if (locks.containsKey(row)) {
                return false;
            }
        }
        return true;
    }

    Transaction transaction() {
        return new Transaction(locks);
    }

    void takesEffect(Event event) {
        inbox.set(event.id());
        if (effects.get(event.id())) {
            repeated.add(event);
        }
        effects.set(event.id());
        Event before = latest.put(Key.of(event), event);
        if (before != null && before.id() > event.id()) {
            overtaken.add(event);
        }
    }

    void fail(Press order) {
        poison.add(order);
        everPoisoned.add(order);
    }

    void bury(Event event) {
        letters.bury(event);
        if (!everPoisoned.contains(event.order())) {
            needless.add(event);
        }
    }

    int generation() {
        return generation;
    }

    /** What a member would get by a poll that brings records of these topics. */
    List<Event> available(int member, List<Topic> topics) {
        var events = new ArrayList<Event>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                if (owner[partition] == member) {
                    List<Event> log = world.topics.log(topic, partition);
                    events.addAll(log.subList(position[topic.ordinal()][partition], log.size()));
                }
            }
        }
        return events;
    }

    boolean hasNews(int member, List<Topic> topics) {
        for (Topic topic : topics) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                if (owner[partition] == member
                        && position[topic.ordinal()][partition]
                                < world.topics.log(topic, partition).size()) {
                    return true;
                }
            }
        }
        return false;
    }

    void advance(int member, List<Topic> topics) {
        for (Topic topic : topics) {
            for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                if (owner[partition] == member) {
                    position[topic.ordinal()][partition] =
                            world.topics.log(topic, partition).size();
                }
            }
        }
    }

    /** Kafka refuses the offsets of a member that has been put out of the group. */
    void commitOffsets(int member, int memberGeneration) {
        if (memberGeneration == generation) {
            for (Topic topic : service.topics()) {
                for (int partition = 0; partition < Topic.PARTITIONS; partition++) {
                    if (owner[partition] == member) {
                        committed[topic.ordinal()][partition] = position[topic.ordinal()][partition];
                    }
                }
            }
        }
    }

    /** Whoever has a batch in hand goes on with it, and may be as late as it likes. */
    void rebalance(int first, int second) {
        generation++;
        owner[0] = first;
        owner[1] = second;
        for (int topic = 0; topic < committed.length; topic++) {
            position[topic] = Arrays.copyOf(committed[topic], Topic.PARTITIONS);
        }
    }

    boolean isAssigned(int first, int second) {
        return owner[0] == first && owner[1] == second;
    }

    void crash(int member) {
        members[member].crash();
        rebalance(1 - member, 1 - member);
    }
}
