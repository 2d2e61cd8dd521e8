package shop.readreplica;

/** What the replica says to a read. */
sealed interface Answer<T> {

    record Given<T>(T value) implements Answer<T> {}

    /** @param detail for people */
    record Refused<T>(Refusal why, String detail) implements Answer<T> {}
}
