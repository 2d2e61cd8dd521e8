package shop.testing.model;

/** A way to build the pipeline wrongly. The check is worth something only if it finds each of them. */
enum Mutation {
    NO_UNIQUE_KEY("a checkout is stored without looking at the unique keys"),
    CONFIRM_BEFORE_ACKNOWLEDGEMENT("a relay confirms what it has read, before the broker has acknowledged it"),
    NEW_SLOT_FROM_NOW("a relay without a slot makes a new one and goes on from now"),
    REORDERED_SENDS("a producer sends the youngest of its unacknowledged records first"),
    OFFSETS_BEFORE_TRANSACTION("Kafka's offsets are committed before the transaction of the batch"),
    NO_INBOX("a consumer has no inbox"),
    NO_WAITING_KEYS("later events of a key do not wait behind its dead letter"),
    NO_LOCK_OF_THE_KEY("a batch looks which keys wait, and does not lock them"),
    NO_HALVING("a batch that fails becomes dead letters as a whole"),
    STOCK_WITHOUT_LOCK("stock is decided without the row lock"),
    STOCK_WITHOUT_LOCK_AND_CHECK("stock is decided without the row lock, and the table has no check constraint"),
    FOLD_BY_ARRIVAL("a stock answer that comes before its order is placed is dropped"),
    CANCELLATION_WITHOUT_LOCK("a cancellation is decided without the row lock"),
    NO_EARLY_CANCELLATION("inventory does not remember a cancellation that comes before its order");

    private final String sentence;

    Mutation(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
