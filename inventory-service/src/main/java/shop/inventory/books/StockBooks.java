package shop.inventory.books;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.stereotype.Component;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.messaging.replay.Replay.Gap;
import shop.messaging.replay.TopicReader;
import shop.opsapi.Books;
import shop.schemas.InventoryEvent;
import shop.topics.ShopTopics;

/**
 * The books of the stock: what came in by deliveries, and what was set aside and given back by the events on {@code inventory.events}. The
 * decisions are not made again, because they depend on the stock of their moment; they are only added up.
 *
 * <p>The tables are read in one snapshot. An event that was committed behind it does not count, whenever it is published. Holds an order's id and
 * state for each order in the topic, about 70 bytes, and refuses topics for which that would be too much. Safe for use by several threads.
 */
@Component
class StockBooks implements Books {

    /** How long events may take from the outbox to the topic before they count as missing. */
    private static final Duration PUBLISHED = Duration.ofSeconds(30);

    /** Clocks of brokers and services differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);
    private static final int EXAMPLES = 10;

    /** Together some 70 MB of a pod's heap of 300. */
    private static final long MOST_RECORDS = 1_000_000;

    private final BooksRepository repository;
    private final EventCodec codec;
    private final ConsumerFactory<?, ?> consumers;
    private final Clock clock;

    StockBooks(BooksRepository repository, EventCodec codec, ConsumerFactory<?, ?> consumers, Clock clock) {
        this.repository = repository;
        this.codec = codec;
        this.consumers = consumers;
        this.clock = clock;
    }

    @Override
    public Report compare() {
        try (var reader = new TopicReader(consumers.getConfigurationProperties())) {
            List<TopicPartition> partitions = reader.partitions(List.of(ShopTopics.INVENTORY_EVENTS.name()));
            Map<TopicPartition, Long> starts = reader.starts(partitions);
            Map<TopicPartition, Long> ends = reader.ends(partitions);
            demandFew(starts, ends);
            List<Gap> gaps = reader.gaps(starts, ends);
            Cut cut = repository.cut(horizon(gaps), bottom(partitions, gaps));
            var ledger = new Ledger(cut);
            read(reader, new HashMap<>(starts), ledger);
            ledger.carryOver();
            List<Difference> differences = ledger.differences();
            return new Report(
                    cut.at(),
                    ledger.events(),
                    ledger.unreadable(),
                    gaps.stream().map(Gap::text).toList(),
                    ledger.carried(),
                    differences,
                    differences.isEmpty() ? List.of() : repository.examples(ledger, cut, EXAMPLES));
        }
    }

    private static void demandFew(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        long records = starts.entrySet().stream()
                .mapToLong(start -> ends.getOrDefault(start.getKey(), 0L) - start.getValue())
                .sum();
        if (records > MOST_RECORDS) {
            throw new NotPossibleException(ShopTopics.INVENTORY_EVENTS.name() + " holds " + records
                    + " records, and a service compares at most " + MOST_RECORDS
                    + ", because it has to remember their orders. ./shop audit compares any number.");
        }
    }

    /** @return before which time all events are gone; {@code null} if none is */
    private @Nullable Instant bottom(List<TopicPartition> partitions, List<Gap> gaps) {
        if (gaps.isEmpty()) {
            return null;
        }
        Instant earliest = gaps.stream()
                .map(gap -> gap.firstAt() == null ? clock.instant() : gap.firstAt())
                .min(Instant::compareTo)
                .orElseThrow();
        return gaps.size() < partitions.size() ? Instant.EPOCH : earliest.minus(CLOCKS);
    }

    /** @return before which time events may be gone; {@code null} if none is */
    private @Nullable Instant horizon(List<Gap> gaps) {
        return gaps.stream()
                .map(gap -> gap.firstAt() == null ? clock.instant() : gap.firstAt())
                .max(Instant::compareTo)
                .map(latest -> latest.plus(CLOCKS))
                .orElse(null);
    }

    /** Until everything is read that the snapshot knows to be committed. */
    private void read(TopicReader reader, Map<TopicPartition, Long> position, Ledger ledger) {
        Instant deadline = null;
        while (true) {
            Map<TopicPartition, Long> ends = reader.ends(position.keySet());
            while (true) {
                TopicReader.Read read = reader.read(position, ends);
                if (read.isAll()) {
                    break;
                }
                read.records().forEach(record -> {
                    DecodedRecord<InventoryEvent> decoded = codec.decode(ShopTopics.INVENTORY_EVENTS, record);
                    if (decoded instanceof DecodedRecord.Known<InventoryEvent>(var id, InventoryEvent event)) {
                        ledger.add(id, event);
                    } else {
                        ledger.addUnreadable();
                    }
                });
                position.putAll(read.next());
            }
            if (ledger.missing() == 0) {
                return;
            }
            Instant now = clock.instant();
            if (deadline == null) {
                deadline = now.plus(PUBLISHED);
            }
            if (now.isAfter(deadline)) {
                throw new NotYetException(
                        ledger.missing() + " events of the last minutes are in the outbox and not in the topic yet. The"
                                + " relay is behind: its health says why. Ask again when it has caught up.");
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The service stops", e);
        }
    }
}
