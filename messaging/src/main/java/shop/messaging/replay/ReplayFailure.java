package shop.messaging.replay;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A replay cannot go on, now or later. */
final class ReplayFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int records;

    /** @param what is the matter with the records, of which the message names the first */
    ReplayFailure(String what, List<ConsumerRecord<String, byte[]>> records, @Nullable Throwable cause) {
        super(
                where(records) + " " + what
                        + (cause == null ? "" : ": " + cause.getClass().getName()),
                cause);
        this.records = records.size();
    }

    private static String where(List<ConsumerRecord<String, byte[]>> records) {
        ConsumerRecord<String, byte[]> first = records.getFirst();
        return "The record " + first.topic() + "-" + first.partition() + " at " + first.offset();
    }

    /** How many records there are of which one is to blame. */
    int records() {
        return records;
    }
}
