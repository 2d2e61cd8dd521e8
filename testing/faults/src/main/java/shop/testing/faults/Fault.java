package shop.testing.faults;

import org.jspecify.annotations.Nullable;
import shop.tools.stack.Service;

/**
 * One kind of trouble.
 *
 * @param how how it is made, in words
 * @param holds what must hold besides the invariants, in words
 * @param needs what the machine must have
 * @param leaves what it leaves behind on purpose
 * @param standIn the service that a program of the fault stands in for, from before the first shopper comes until the last one is gone
 * @param stopsInOrder whether it is about how long services are away while they are stopped and started
 */
record Fault(
        String name,
        String how,
        String holds,
        Needs needs,
        Leaves leaves,
        @Nullable Service standIn,
        boolean stopsInOrder,
        Strike strike) {

    /** What a fault may leave behind; from any other fault it would be a false alarm. */
    enum Leaves {
        NOTHING,
        /** Records that no consumer can process. */
        DEAD_LETTERS,
        /** A topic that was made again, and what its consumers report of it. */
        ANOTHER_TOPIC,
        /** Keys that are in another partition than before. */
        MOVED_KEYS,
        /** Events whose ids say another time than it was, so nothing is told about how long orders waited. */
        WRONG_TIMES
    }

    /** Makes the fault, holds it and lifts it, also if it fails on the way. When it returns, the fault is lifted. */
    @FunctionalInterface
    interface Strike {
        void run(TestedShop shop, Moments moments) throws Exception;
    }

    static Fault of(String name, String how, String holds, Strike strike) {
        return new Fault(name, how, holds, Needs.NOTHING, Leaves.NOTHING, null, false, strike);
    }

    /** Whether a place on a topic is not the same place any more after it: only faults of this kind are made in that shop then. */
    boolean changesTopics() {
        return leaves == Leaves.ANOTHER_TOPIC || leaves == Leaves.MOVED_KEYS;
    }

    Fault needing(Needs other) {
        return new Fault(name, how, holds, other, leaves, standIn, stopsInOrder, strike);
    }

    Fault leaving(Leaves other) {
        return new Fault(name, how, holds, needs, other, standIn, stopsInOrder, strike);
    }

    Fault stoppingInOrder() {
        return new Fault(name, how, holds, needs, leaves, standIn, true, strike);
    }

    Fault withStandInFor(Service service) {
        return new Fault(name, how, holds, needs, leaves, service, stopsInOrder, strike);
    }
}
