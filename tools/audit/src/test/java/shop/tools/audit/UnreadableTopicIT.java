package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;

/** Records whose bytes are damaged in the broker's files. */
@Tag("own-servers")
class UnreadableTopicIT {

    @TempDir
    private Path folder;

    private LocalKafka broker;

    @BeforeEach
    void aDamagedRecordAmongOthers() throws Exception {
        broker = new LocalKafka(
                folder.resolve("data"),
                folder.resolve("kafka.log"),
                FreePorts.next(),
                FreePorts.next(),
                List.of("-Xmx384m", "-XX:+UseSerialGC"));
        broker.start();
        broker.createTopics(List.of("checkout.events", "inventory.events", "order.events"), 2);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String text : List.of("before", "damaged", "behind")) {
                producer.send(new ProducerRecord<>("inventory.events", 1, "key", text))
                        .get();
            }
            producer.send(new ProducerRecord<>("order.events", 0, "key", "neighbour"))
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void damagedRecordIsNamedAndAllOthersAreRead() throws Exception {
        flip(Files.readString(segment(), StandardCharsets.ISO_8859_1).indexOf("damaged"));

        TopicReader.Content content =
                new TopicReader(new StackAddress("none", broker.bootstrapServers(), "nobody", null)).read();

        assertThat(content.unreadable()).containsOnlyKeys("inventory.events-1@1");
        assertThat(content.records())
                .extracting(History.TopicRecord::place)
                .containsExactly("inventory.events-1@0", "inventory.events-1@2", "order.events-0@0");
        SampleHistory sample = SampleHistory.sound();
        sample.unreadable.putAll(content.unreadable());
        assertThat(new NoEventLost().check(sample.history()).offenders())
                .singleElement()
                .asString()
                .startsWith("inventory.events-1@1: cannot be read: ");
    }

    /** The length and the format of the first batch: where the next one begins cannot be known. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void damageInTheHeadOfABatchIsNamedAndOtherPartitionsAreRead(int headByte) throws Exception {
        flip(headByte);

        TopicReader.Content content =
                new TopicReader(new StackAddress("none", broker.bootstrapServers(), "nobody", null)).read();

        assertThat(content.unreadable()).containsKey("inventory.events-1@0");
        assertThat(content.records()).extracting(History.TopicRecord::place).contains("order.events-0@0");
    }

    private void flip(long place) throws IOException {
        assertThat(place).isPositive();
        try (var file = new RandomAccessFile(segment().toFile(), "rw")) {
            file.seek(place);
            int value = file.read();
            file.seek(place);
            file.write(value ^ 0x41);
        }
    }

    private Path segment() {
        return folder.resolve("data/log/inventory.events-1/00000000000000000000.log");
    }
}
