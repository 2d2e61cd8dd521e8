package shop.testing.faults;

/**
 * One kind of trouble.
 *
 * @param how how it is made, in words
 * @param holds what must hold besides the invariants, in words
 * @param needs what the machine must have
 * @param leaves what it leaves behind on purpose
 * @param stopsInOrder whether it is about how long services are away while they are stopped and started
 */
record Fault(String name, String how, String holds, Needs needs, Leaves leaves, boolean stopsInOrder, Strike strike) {

    /** What a fault may leave behind; from any other fault it would be a false alarm. */
    enum Leaves {
        NOTHING,
        /** Records that no consumer can process. */
        DEAD_LETTERS,
        /** A topic that was made again, and what its consumers report of it. */
        ANOTHER_TOPIC,
        /** Keys that are in another partition than before. */
        MOVED_KEYS
    }

    /** Makes the fault, holds it and lifts it, also if it fails on the way. When it returns, the fault is lifted. */
    @FunctionalInterface
    interface Strike {
        void run(TestedShop shop, Moments moments) throws Exception;
    }

    static Fault of(String name, String how, String holds, Strike strike) {
        return new Fault(name, how, holds, Needs.NOTHING, Leaves.NOTHING, false, strike);
    }

    /** Whether a place on a topic is not the same place any more after it: only faults of this kind are made in that shop then. */
    boolean changesTopics() {
        return leaves == Leaves.ANOTHER_TOPIC || leaves == Leaves.MOVED_KEYS;
    }

    Fault needing(Needs other) {
        return new Fault(name, how, holds, other, leaves, stopsInOrder, strike);
    }

    Fault leaving(Leaves other) {
        return new Fault(name, how, holds, needs, other, stopsInOrder, strike);
    }

    Fault stoppingInOrder() {
        return new Fault(name, how, holds, needs, leaves, true, strike);
    }
}
