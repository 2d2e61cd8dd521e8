package shop.messaging.replay;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it was planned, and how far it is.
 *
 * @param horizon rows from before are copied; {@code null} if the topics hold everything
 * @param rate events a second at most
 * @param events that were read
 * @param skipped of types that are not known, discarded, or dead letters of their own
 * @param withheld events that the fold would have published again
 * @param left events that are still to be read
 * @param differences rows that differed when somebody looked last
 * @param requestedVia how who planned it had proven who that is
 * @param detail why it failed, or samples of what differs
 */
public record Replay(
        UUID id,
        String projection,
        State state,
        Plan plan,
        String hash,
        @Nullable Instant horizon,
        @Nullable Double rate,
        long events,
        long skipped,
        long withheld,
        long left,
        @Nullable Long differences,
        @Nullable String detail,
        String reason,
        @Nullable String ticket,
        String requestedBy,
        String requestedVia,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String startedBy,
        @Nullable Instant startedAt,
        @Nullable String swappedBy,
        @Nullable Instant swappedAt,
        @Nullable Instant finishedAt) {

    /** Where a replay stands. */
    public enum State {
        PLANNED,
        /** A plan that nobody ran in its time. */
        EXPIRED,
        /** The shadow follows the topics. */
        RUNNING,
        PAUSED,
        /** The shadow is in use; the table from before follows the topics, so that it can be taken back. */
        SWAPPED,
        /** The table from before is gone. */
        DONE,
        /** The table from before is in use again. */
        UNDONE,
        /** The shadow was given up before it was used. */
        DROPPED,
        FAILED
    }

    /**
     * What a replay would read.
     *
     * @param events by topic and type
     * @param undecodable records that nobody can decode
     * @param unknown records of types that this release does not know
     * @param gaps partitions whose first events are gone
     * @param copied rows that can only be copied, because their events are gone
     * @param letters dead letters that will apply, by state
     */
    public record Plan(
            List<Range> ranges,
            Map<String, Map<String, Long>> events,
            long undecodable,
            long unknown,
            List<Gap> gaps,
            long copied,
            Map<String, Long> letters) {

        public long total() {
            return ranges.stream()
                    .mapToLong(range -> range.end() - range.start())
                    .sum();
        }
    }

    /** Of one partition, from {@code start} to before {@code end}. */
    public record Range(String topic, int partition, long start, long end) {}

    /** Events of a partition that its topic does not hold any more: all before {@code start}, which is from {@code firstAt}. */
    public record Gap(
            String topic,
            int partition,
            long start,
            @Nullable Instant firstAt) {

        /** For people. */
        public String text() {
            return topic + "-" + partition + " begins at " + start + (firstAt == null ? "" : ", of " + firstAt);
        }
    }
}
