package shop.inventory.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static shop.inventory.reservation.Deliveries.cancelled;
import static shop.inventory.reservation.Deliveries.placed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import shop.inventory.RunningInventory;
import shop.schemas.StockLine;
import shop.testing.servers.Infrastructure;

/** From topic to topic: the service as it runs in production, with its listeners and its relay. */
class ReservationOverKafkaIT extends RunningInventory {

    @Test
    void placedAndCancelledOrderIsAnsweredOnInventoryEvents() {
        String sku = productWithStock(5);
        UUID order = UUID.randomUUID();

        try (var outside = producer();
                var answers = subscribed()) {
            send(outside, placed(order, new StockLine(sku, 2)));
            awaitAnswers(answers, order, List.of("inventory.stock-reserved.v1"));

            send(outside, cancelled(order));
            awaitAnswers(answers, order, List.of("inventory.stock-released.v1"));
        }

        assertThat(available(sku)).isEqualTo(5);
        assertStockAddsUp(sku);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(trace(order))
                        .containsExactlyInAnyOrder(
                                "RESERVATION reserved: 2 × " + sku,
                                "OUTBOX inventory.stock-reserved.v1 was written and is published",
                                "RELEASE released: 2 × " + sku,
                                "OUTBOX inventory.stock-released.v1 was written and is published"));
    }

    private static void awaitAnswers(KafkaConsumer<String, byte[]> answers, UUID order, List<String> types) {
        var seen = new ArrayList<String>();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            answers.poll(Duration.ofMillis(100)).forEach(record -> {
                if (order.toString().equals(record.key())) {
                    seen.add(new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8));
                }
            });
            assertThat(seen).isEqualTo(types);
        });
    }

    private static void send(KafkaProducer<String, byte[]> outside, ConsumerRecord<String, byte[]> record) {
        outside.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        outside.flush();
    }

    private static KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(broker(), new StringSerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<String, byte[]> subscribed() {
        var consumer = new KafkaConsumer<>(broker(), new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor("inventory.events").stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Asking for the position fixes the end as it is now.
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static Map<String, Object> broker() {
        return Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers());
    }
}
