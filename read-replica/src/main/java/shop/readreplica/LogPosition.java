package shop.readreplica;

/**
 * A place in the write-ahead log of one cluster.
 *
 * @param history the cluster and its timeline: places in two histories cannot be compared
 * @param bytes the log written before this place
 */
record LogPosition(String history, long bytes) {

    boolean reaches(LogPosition other) {
        return sameHistory(other) && bytes >= other.bytes;
    }

    boolean sameHistory(LogPosition other) {
        return history.equals(other.history);
    }
}
