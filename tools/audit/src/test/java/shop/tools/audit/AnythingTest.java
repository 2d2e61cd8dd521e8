package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a topic or a table holds, the audit comes to an end and says what it thinks of it. */
class AnythingTest {

    private static final int RUNS = 300;

    private static final List<EventSample> SAMPLES =
            Stream.concat(EventSamples.accepted(), EventSamples.refused()).toList();

    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            (long) Integer.MAX_VALUE,
            (long) Integer.MIN_VALUE,
            4_294_967_297L,
            Long.MAX_VALUE,
            Long.MIN_VALUE);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "A",
            "CONFIRMED",
            "RESERVED",
            "RELEASED",
            "REJECTED",
            "order.events",
            "%s %n %d",
            "\u0000\u001b[2J\n",
            "\ud800",
            "ä".repeat(2_000),
            "x".repeat(1_000_000),
            "order-service/order.events");

    private final RecordReader reader = new RecordReader();

    static Stream<Integer> seeds() {
        return IntStream.range(0, RUNS).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyRecordIsReadAsSomething(int seed) {
        var random = new Random(seed);
        for (EventSample sample : SAMPLES) {
            ConsumerRecord<byte[], byte[]> record = damaged(sample, random);
            assertThatCode(() -> reader.read(record)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyHistoryIsJudged(int seed) {
        AuditReport report = AuditReport.of(history(new Random(seed)), List.of(), seed);

        assertThat(report.findings()).extracting(Finding::invariant).doesNotContain("?");
        assertThat(report.text()).doesNotContain("\u0000", "\u001b");
        assertThat(report.text().length()).isLessThan(300_000);
        assertThat(new JsonMapper().writeValueAsString(report)).isNotEmpty();
    }

    @Test
    void anInvariantThatFailsIsAFindingAmongTheOthers() {
        SampleHistory sample = SampleHistory.sound();
        sample.stock.add(null);

        AuditReport report = AuditReport.of(sample.history(), List.of(), 0);

        assertThat(report.holds()).isFalse();
        assertThat(report.findings()).hasSize(Invariant.ALL.size());
        assertThat(report.text()).contains("NoOversell can be judged", "NullPointerException", "I7");
    }

    private static ConsumerRecord<byte[], byte[]> damaged(EventSample sample, Random random) {
        byte[] payload = sample.payload() == null
                ? new byte[random.nextInt(20)]
                : sample.payload().clone();
        for (int i = random.nextInt(4); i > 0 && payload.length > 0; i--) {
            payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
        }
        String text = new String(payload, StandardCharsets.UTF_8);
        payload = switch (random.nextInt(6)) {
            case 0 ->
                text.replaceAll("\\d+", String.valueOf(one(NUMBERS, random))).getBytes(StandardCharsets.UTF_8);
            case 1 -> text.replace("[", "[".repeat(1 + random.nextInt(2_000))).getBytes(StandardCharsets.UTF_8);
            case 2 -> text.replaceFirst("\\{", "[null,").getBytes(StandardCharsets.UTF_8);
            case 3 ->
                text.replaceFirst("\\d+", "1e" + random.nextInt(2_000_000_000)).getBytes(StandardCharsets.UTF_8);
            default -> payload;
        };
        var record = new ConsumerRecord<>(
                sample.topic(),
                0,
                0,
                random.nextBoolean() ? null : bytes(random),
                random.nextInt(20) == 0 ? null : payload);
        if (random.nextInt(8) > 0) {
            record.headers()
                    .add(
                            "ce_id",
                            random.nextInt(8) == 0
                                    ? bytes(random)
                                    : utf8(UUID.randomUUID().toString()));
        }
        if (sample.type() != null) {
            record.headers().add("ce_type", random.nextInt(8) == 0 ? bytes(random) : utf8(sample.type()));
        }
        return record;
    }

    /** A sound history with what is not sound among it. */
    private static History history(Random random) {
        SampleHistory sample = SampleHistory.sound();
        List<UUID> ids = new ArrayList<>(Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(5)
                .toList());
        sample.records.forEach(record -> ids.add(record.eventId()));
        sample.checkouts.forEach(checkout -> ids.add(checkout.orderId()));
        Supplier<UUID> id = () -> one(ids, random);
        Supplier<String> text = () -> one(TEXTS, random);
        Supplier<Long> number = () -> one(NUMBERS, random);
        Supplier<List<SkuQuantity>> lines = () -> Stream.generate(() -> new SkuQuantity(text.get(), number.get()))
                .limit(random.nextInt(4))
                .toList();
        for (int i = random.nextInt(20); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> sample.checkouts.add(new History.Checkout(id.get(), id.get(), text.get()));
                case 1 -> sample.orders.add(new History.Order(id.get(), random.nextBoolean() ? null : text.get()));
                case 2 -> sample.stock.add(new History.Stock(text.get(), number.get(), number.get(), number.get()));
                case 3 -> sample.reservations.add(new History.Reservation(id.get(), text.get(), lines.get()));
                case 4 -> sample.outbox.add(new History.OutboxRow(text.get(), id.get()));
                case 5 ->
                    sample.deadLetters.add(new History.DeadLetter(
                            text.get(),
                            text.get(),
                            random.nextInt(),
                            number.get(),
                            random.nextBoolean() ? null : id.get(),
                            true));
                case 6 -> sample.unreadable.put(text.get(), text.get());
                default ->
                    sample.records.add(
                            random.nextInt(sample.records.size()),
                            new History.TopicRecord(
                                    one(List.of("checkout.events", "inventory.events", "order.events"), random),
                                    random.nextInt(3),
                                    number.get(),
                                    random.nextInt(5) == 0 ? null : id.get(),
                                    random.nextInt(5) == 0 ? null : text.get(),
                                    content(random, id, text, lines)));
            }
        }
        return sample.history();
    }

    private static RecordContent content(
            Random random, Supplier<UUID> id, Supplier<String> text, Supplier<List<SkuQuantity>> lines) {
        return switch (random.nextInt(9)) {
            case 0 -> new RecordContent.Placed(id.get(), lines.get());
            case 1 -> new RecordContent.StockReserved(id.get(), lines.get());
            case 2 -> new RecordContent.StockRejected(id.get());
            case 3 -> new RecordContent.StockReleased(id.get(), lines.get());
            case 4 -> new RecordContent.Confirmed(id.get());
            case 5 -> new RecordContent.Rejected(id.get());
            case 6 -> new RecordContent.Cancelled(id.get());
            case 7 -> new RecordContent.UnknownType(text.get());
            default -> new RecordContent.Malformed(text.get());
        };
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
