package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;

/** A record whose bytes are damaged in the broker's files, read by a listener. */
@Tag("own-servers")
class UnreadableRecordIT {

    private static final String TOPIC = "some.events";
    private static final TopicPartition DAMAGED = new TopicPartition(TOPIC, 1);
    private static final ConsumerProperties SETTINGS =
            new ConsumerProperties(1, 500, Duration.ofMillis(50), Duration.ofMillis(200), 20);

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Standstills standstills = new Standstills(meters, Clock.systemUTC());
    private final ConsumerBreaks breaks = new ConsumerBreaks(JdbcClient.create(new DriverManagerDataSource()), meters);
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private LocalKafka broker;
    private KafkaProducer<String, byte[]> producer;
    private ConcurrentMessageListenerContainer<String, byte[]> listener;

    @BeforeEach
    void start() {
        broker = new LocalKafka(
                folder.resolve("data"),
                folder.resolve("kafka.log"),
                FreePorts.next(),
                FreePorts.next(),
                List.of("-Xmx384m", "-XX:+UseSerialGC"));
        broker.start();
        // A name that begins with another one: what is damaged is partition 1, not 12.
        broker.createTopics(List.of(TOPIC), 13);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        listener = ListenerContainers.factory(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        SETTINGS,
                        standstills,
                        Clock.systemUTC())
                .createContainer(TOPIC);
        listener.getContainerProperties().setGroupId("some-service");
        listener.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>)
                batch -> batch.forEach(record -> handle(text(record))));
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
        listener.stop();
        producer.close();
        broker.close();
    }

    @Test
    void partitionWithADamagedRecordStandsStillAlone() throws Exception {
        send(1, "before");
        send(1, "damaged");
        send(1, "behind");
        send(12, "neighbour");
        long place = flip("damaged");
        listener.start();

        soon(() -> assertThat(received).containsOnlyOnce("before", "neighbour"));
        soon(() -> assertThat(standstills.current())
                .hasEntrySatisfying(
                        new Standstills.Place.At(DAMAGED, 1),
                        it -> assertThat(it.attempts()).isGreaterThan(2)));
        send(12, "neighbour later");

        soon(() -> assertThat(received).containsOnlyOnce("before", "neighbour", "neighbour later"));
        assertThat(new ConsumerHealthIndicator(
                                standstills, breaks, new EpidemicBrake(20, Duration.ofSeconds(5), Clock.systemUTC()))
                        .health())
                .satisfies(health -> assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE))
                .satisfies(health -> assertThat(health.getDetails()).containsOnlyKeys("some.events-1@1"));
        assertThat(meters.get("shop.consumer.standstill")
                        .tags("topic", TOPIC, "partition", "1", "offset", "1")
                        .gauge()
                        .value())
                .isPositive();
        assertThat(linesThatName("some.events-1@1")).hasSize(1);

        unflip(place);

        soon(() -> assertThat(received).containsOnlyOnce("before", "damaged", "behind"));
        soon(() -> assertThat(new ConsumerHealthIndicator(
                                standstills, breaks, new EpidemicBrake(20, Duration.ofSeconds(5), Clock.systemUTC()))
                        .health()
                        .getStatus())
                .isEqualTo(Status.UP));
        assertThat(meters.find("shop.consumer.standstill").gauge()).isNull();
        assertThat(log.list).hasSizeLessThan(40);
    }

    /** Bytes of a batch's head, its length and its format: client and broker fail in other places than at the checksum. */
    @ParameterizedTest
    @ValueSource(ints = {8, 11, 16})
    void damageInTheHeadOfABatchIsNoOtherCase(int headByte) throws Exception {
        send(1, "damaged");
        send(12, "neighbour");
        flip(headByte);
        listener.start();

        soon(() -> assertThat(received).containsExactly("neighbour"));
        soon(() -> assertThat(standstills.current()).isNotEmpty());
        send(12, "neighbour later");
        soon(() -> assertThat(received).containsExactly("neighbour", "neighbour later"));

        flip(headByte);

        soon(() -> assertThat(received).containsExactlyInAnyOrder("neighbour", "neighbour later", "damaged"));
        soon(() -> assertThat(standstills.current()).isEmpty());
        assertThat(log.list).hasSizeLessThan(40);
    }

    @Test
    void partitionThatIsRepairedWhileABatchIsTriedAgainLosesNothing() throws Exception {
        send(1, "damaged");
        long place = flip("damaged");
        listener.start();
        soon(() -> assertThat(standstills.current()).containsKey(new Standstills.Place.At(DAMAGED, 0)));
        broken.set(true);
        send(12, "neighbour");
        soon(() -> assertThat(attempts()).isPositive());

        flip(place);
        int attempts = attempts();
        soon(() -> assertThat(attempts()).isGreaterThan(attempts + 40));
        broken.set(false);

        soon(() -> assertThat(received).containsExactlyInAnyOrder("damaged", "neighbour"));
        soon(() -> assertThat(standstills.current()).isEmpty());
    }

    /** Of the batch that cannot be handled. */
    private int attempts() {
        Standstills.Standstill all = standstills.current().get(new Standstills.Place.Listener("some-service"));
        return all == null ? 0 : all.attempts();
    }

    private void handle(String text) {
        if (broken.get()) {
            throw new IllegalStateException("simulated");
        }
        received.add(text);
    }

    private List<ILoggingEvent> linesThatName(String place) {
        return log.list.stream()
                .filter(line -> line.getFormattedMessage().contains(place))
                .toList();
    }

    private void send(int partition, String text) throws Exception {
        producer.send(new ProducerRecord<>(TOPIC, partition, "key", text.getBytes(StandardCharsets.UTF_8)))
                .get();
    }

    /** @return where the text stands in the file */
    private long flip(String text) throws IOException {
        String all = Files.readString(segment(), StandardCharsets.ISO_8859_1);
        long place = all.indexOf(text);
        assertThat(place).isPositive();
        flip(place);
        return place;
    }

    private void unflip(long place) throws IOException {
        flip(place);
    }

    private void flip(long place) throws IOException {
        try (var file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.seek(place);
            int value = file.read();
            file.seek(place);
            file.write(value ^ 0x41);
        }
    }

    private Path segment() {
        return folder.resolve("data/log/" + DAMAGED + "/00000000000000000000.log");
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static void soon(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
    }
}
