package shop.testing.model;

import java.util.ArrayList;
import java.util.List;
import shop.testing.model.CheckoutTables.Progress;
import shop.testing.model.Letters.Key;
import shop.testing.model.Member.Phase;

/** One thing that can happen next. A step holds no state, so that it can happen in any world in which it is possible. */
sealed interface Step {

    boolean isPossible(World world);

    void happen(World world);

    /** In words, asked before it happens. */
    String tell(World world);

    /** What the pipeline does by itself happens as soon as it can. Everything else may happen, or never. */
    enum Cause {
        ITSELF,
        PEOPLE,
        FAULT
    }

    default Cause cause() {
        return Cause.FAULT;
    }

    /** Every step there is. */
    static List<Step> all() {
        var steps = new ArrayList<Step>();
        for (Press press : Press.values()) {
            for (OfPress.Kind kind : OfPress.Kind.values()) {
                steps.add(new OfPress(press, kind));
            }
            for (OfCancellation.Kind kind : OfCancellation.Kind.values()) {
                steps.add(new OfCancellation(press, kind));
            }
        }
        for (Topic topic : Topic.values()) {
            for (OfRelay.Kind kind : OfRelay.Kind.values()) {
                steps.add(new OfRelay(topic, 0, kind));
                steps.add(new OfRelay(topic, 1, kind));
            }
            steps.add(new SlotLost(topic));
        }
        for (Service service : Service.values()) {
            for (OfMember.Kind kind : OfMember.Kind.values()) {
                steps.add(new OfMember(service, 0, kind));
                steps.add(new OfMember(service, 1, kind));
            }
            for (int first = 0; first < 2; first++) {
                steps.add(new Rebalance(service, first, 0));
                steps.add(new Rebalance(service, first, 1));
            }
            for (Press order : Press.values()) {
                steps.add(new Poison(service, order));
                for (Topic topic : service.topics()) {
                    steps.add(new OfLetter(service, new Key(topic, order), OfLetter.Kind.REDRIVE));
                    steps.add(new OfLetter(service, new Key(topic, order), OfLetter.Kind.DISCARD));
                }
            }
            for (OfOperator.Kind kind : OfOperator.Kind.values()) {
                steps.add(new OfOperator(service, kind));
            }
        }
        steps.add(new Crash(Crash.Kind.CHECKOUT));
        steps.add(new Crash(Crash.Kind.ORDER_API));
        return List.copyOf(steps);
    }

    /** A shopper's request for an order. */
    record OfPress(Press press, Kind kind) implements Step {

        enum Kind {
            SEND,
            LOOK_UP,
            COMMIT,
            ANSWER
        }

        @Override
        public boolean isPossible(World world) {
            return switch (kind) {
                case SEND -> world.checkout.maySend(press);
                case LOOK_UP -> world.checkout.is(press, Progress.SENT);
                case COMMIT -> world.checkout.is(press, Progress.LOOKED_UP);
                case ANSWER -> world.checkout.is(press, Progress.DECIDED);
            };
        }

        @Override
        public void happen(World world) {
            switch (kind) {
                case SEND -> world.checkout.send(press);
                case LOOK_UP -> world.checkout.lookUp(press);
                case COMMIT -> world.checkout.commit(press);
                case ANSWER -> world.checkout.answer(press);
            }
        }

        @Override
        public String tell(World world) {
            return switch (kind) {
                case SEND -> "(" + press + ") sends the request";
                case LOOK_UP -> "checkout looks for the key of (" + press + ")";
                case COMMIT -> "checkout commits the order of (" + press + "), unless its key or cart has one by now";
                case ANSWER -> world.checkout.nextAnswer(press).toString();
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.SEND ? Cause.PEOPLE : Cause.ITSELF;
        }
    }

    /** A shopper's request to cancel an order. */
    record OfCancellation(Press order, Kind kind) implements Step {

        enum Kind {
            DECIDE,
            COMMIT
        }

        @Override
        public boolean isPossible(World world) {
            return switch (kind) {
                case DECIDE -> world.orderTables.mayCancel(order);
                case COMMIT -> world.orderTables.isCancelling(order);
            };
        }

        @Override
        public void happen(World world) {
            switch (kind) {
                case DECIDE -> world.orderTables.decideCancellation(order);
                case COMMIT -> world.orderTables.commitCancellation(order);
            }
        }

        @Override
        public String tell(World world) {
            return switch (kind) {
                case DECIDE -> "the order API decides on a cancellation of the order of (" + order + ")";
                case COMMIT -> "the cancellation of the order of (" + order + ") is committed";
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.DECIDE ? Cause.PEOPLE : Cause.ITSELF;
        }
    }

    /** One of the two processes that can relay an outbox. */
    record OfRelay(Topic topic, int process, Kind kind) implements Step {

        enum Kind {
            TAKE_SLOT,
            SEND,
            ACKNOWLEDGE,
            CONFIRM,
            PAUSE,
            CRASH
        }

        @Override
        public boolean isPossible(World world) {
            Relay relay = world.relay(topic);
            return switch (kind) {
                case TAKE_SLOT -> relay.mayTakeSlot(process);
                case SEND -> relay.maySend(process);
                case ACKNOWLEDGE -> relay.mayBeAcknowledged(process);
                case CONFIRM -> relay.mayConfirm(process);
                case PAUSE -> relay.holdsSlot(process);
                case CRASH -> relay.isAlive(process);
            };
        }

        @Override
        public void happen(World world) {
            Relay relay = world.relay(topic);
            switch (kind) {
                case TAKE_SLOT -> relay.takeSlot(process);
                case SEND -> relay.send(process);
                case ACKNOWLEDGE -> relay.acknowledge(process);
                case CONFIRM -> relay.confirm(process);
                case PAUSE -> relay.pause(process);
                case CRASH -> relay.crash(process);
            }
        }

        @Override
        public String tell(World world) {
            Relay relay = world.relay(topic);
            String who = topic.word() + "'s relay " + (process + 1);
            return switch (kind) {
                case TAKE_SLOT -> who + " takes the slot";
                case SEND -> who + " reads and sends " + relay.nextToSend(process);
                case ACKNOWLEDGE -> "the broker appends what " + who + " sent: " + relay.nextToBeAcknowledged(process);
                case CONFIRM -> who + " confirms to the slot";
                case PAUSE -> who + " is paused and loses the slot; what it has sent may still arrive";
                case CRASH -> who + " crashes";
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.PAUSE || kind == Kind.CRASH ? Cause.FAULT : Cause.ITSELF;
        }
    }

    record SlotLost(Topic topic) implements Step {

        @Override
        public boolean isPossible(World world) {
            return world.relay(topic).hasSlot();
        }

        @Override
        public void happen(World world) {
            world.relay(topic).loseSlot();
        }

        @Override
        public String tell(World world) {
            return topic.word() + "'s slot is lost";
        }
    }

    /** One of the two instances of a consumer. */
    record OfMember(Service service, int number, Kind kind) implements Step {

        enum Kind {
            POLL,
            POLL_FIRST_TOPIC,
            POLL_SECOND_TOPIC,
            REMEMBER,
            DECIDE,
            COMMIT,
            BURY,
            COMMIT_OFFSETS,
            ROLL_BACK,
            CRASH
        }

        @Override
        public boolean isPossible(World world) {
            Member member = member(world);
            return switch (kind) {
                case POLL, POLL_FIRST_TOPIC, POLL_SECOND_TOPIC -> member.mayPoll(topics());
                case REMEMBER -> member.mayRemember();
                case DECIDE -> member.mayDecide();
                case COMMIT -> member.is(Phase.DECIDED);
                case BURY -> member.mayBury();
                case COMMIT_OFFSETS -> member.is(Phase.HANDLED);
                case ROLL_BACK -> member.isInTransaction();
                case CRASH -> !member.is(Phase.IDLE);
            };
        }

        @Override
        public void happen(World world) {
            Member member = member(world);
            switch (kind) {
                case POLL, POLL_FIRST_TOPIC, POLL_SECOND_TOPIC -> member.poll(topics());
                case REMEMBER -> member.remember();
                case DECIDE -> member.decide();
                case COMMIT -> member.commit();
                case BURY -> member.bury();
                case COMMIT_OFFSETS -> member.commitOffsets();
                case ROLL_BACK -> member.rollBack();
                case CRASH -> world.group(service).crash(number);
            }
        }

        @Override
        public String tell(World world) {
            Member member = member(world);
            String who = service.word() + " " + (number + 1);
            return switch (kind) {
                case POLL, POLL_FIRST_TOPIC, POLL_SECOND_TOPIC ->
                    who + " polls " + world.group(service).available(number, topics());
                case REMEMBER -> who + " begins a transaction and remembers the ids of " + member.batch();
                case DECIDE ->
                    member.isPoisoned()
                            ? who + " fails at " + member.unseen()
                            : who + " locks rows and decides " + member.unseen();
                case COMMIT -> who + " commits the transaction";
                case BURY -> who + " buries " + member.batch() + ", and its key waits from now on";
                case COMMIT_OFFSETS -> who + " commits Kafka's offsets";
                case ROLL_BACK -> who + " loses its database: the transaction is rolled back";
                case CRASH -> who + " crashes, and the other instance gets its partitions";
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.ROLL_BACK || kind == Kind.CRASH ? Cause.FAULT : Cause.ITSELF;
        }

        private Member member(World world) {
            return world.group(service).members[number];
        }

        /** The topics are fetched independently of each other. */
        private List<Topic> topics() {
            return switch (kind) {
                case POLL_FIRST_TOPIC -> service.firstTopic();
                case POLL_SECOND_TOPIC -> service.secondTopic();
                default -> service.topics();
            };
        }
    }

    /** @param first which instance gets the first partition */
    record Rebalance(Service service, int first, int second) implements Step {

        @Override
        public boolean isPossible(World world) {
            return !world.group(service).isAssigned(first, second);
        }

        @Override
        public void happen(World world) {
            world.group(service).rebalance(first, second);
        }

        @Override
        public String tell(World world) {
            return service.word() + "'s partitions go to the instances " + (first + 1) + " and " + (second + 1)
                    + "; a batch in hand goes on";
        }
    }

    /** A release with a fault. */
    record Poison(Service service, Press order) implements Step {

        @Override
        public boolean isPossible(World world) {
            return world.checkout.stored.contains(order)
                    && world.group(service).poison.isEmpty();
        }

        @Override
        public void happen(World world) {
            world.group(service).fail(order);
        }

        @Override
        public String tell(World world) {
            return service.word() + " fails from now on at events of the order of (" + order + ")";
        }
    }

    /** The first letter of a waiting key. */
    record OfLetter(Service service, Key key, Kind kind) implements Step {

        enum Kind {
            REDRIVE,
            DISCARD
        }

        @Override
        public boolean isPossible(World world) {
            Group group = world.group(service);
            return !group.letters.isEmpty()
                    && switch (kind) {
                        case REDRIVE -> group.operator.mayTake(key) && !group.poison.contains(key.order());
                        case DISCARD -> group.operator.mayDiscard(key);
                    };
        }

        @Override
        public void happen(World world) {
            Operator operator = world.group(service).operator;
            switch (kind) {
                case REDRIVE -> operator.redrive(key);
                case DISCARD -> operator.discard(key);
            }
        }

        @Override
        public String tell(World world) {
            Event letter = world.group(service).letters.next(key).orElseThrow();
            return switch (kind) {
                case REDRIVE -> "an operator of " + service.word() + " locks the key and redrives " + letter;
                case DISCARD -> "an operator of " + service.word() + " locks the key and discards " + letter;
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.REDRIVE ? Cause.ITSELF : Cause.PEOPLE;
        }
    }

    record OfOperator(Service service, Kind kind) implements Step {

        enum Kind {
            COMMIT,
            REPAIR,
            ROLL_BACK
        }

        @Override
        public boolean isPossible(World world) {
            Group group = world.group(service);
            return switch (kind) {
                case COMMIT, ROLL_BACK -> group.operator.isBusy();
                case REPAIR -> !group.poison.isEmpty();
            };
        }

        @Override
        public void happen(World world) {
            Group group = world.group(service);
            switch (kind) {
                case COMMIT -> group.operator.commit();
                case REPAIR -> group.poison.clear();
                case ROLL_BACK -> group.operator.rollBack();
            }
        }

        @Override
        public String tell(World world) {
            return switch (kind) {
                case COMMIT ->
                    "the operator's transaction for "
                            + world.group(service).operator.letter() + " commits";
                case REPAIR -> "a release of " + service.word() + " that fails at nothing is rolled out";
                case ROLL_BACK -> "the operator's transaction is rolled back";
            };
        }

        @Override
        public Cause cause() {
            return kind == Kind.ROLL_BACK ? Cause.FAULT : Cause.ITSELF;
        }
    }

    /** A process dies with everything that it has not committed. */
    record Crash(Kind kind) implements Step {

        enum Kind {
            CHECKOUT,
            ORDER_API
        }

        @Override
        public boolean isPossible(World world) {
            return switch (kind) {
                case CHECKOUT -> world.checkout.isBusy();
                case ORDER_API -> world.orderTables.isBusy();
            };
        }

        @Override
        public void happen(World world) {
            switch (kind) {
                case CHECKOUT -> world.checkout.crash();
                case ORDER_API -> world.orderTables.crash();
            }
        }

        @Override
        public String tell(World world) {
            return switch (kind) {
                case CHECKOUT -> "checkout crashes; its shoppers send their requests once more";
                case ORDER_API -> "the order API crashes";
            };
        }
    }
}
