package shop.inventory.reservation;

import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import shop.schemas.StockLine;

/** Orders of one product, as they come over Kafka. */
public final class PlacedOrders implements AutoCloseable {

    private final String sku;
    private final KafkaProducer<String, byte[]> outside;

    public PlacedOrders(String bootstrapServers, String sku) {
        this.sku = sku;
        this.outside = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new ByteArraySerializer());
    }

    /** @return the order's id */
    public UUID place(int units) {
        UUID order = UUID.randomUUID();
        send(Deliveries.placed(order, new StockLine(sku, units)));
        return order;
    }

    public void cancel(UUID order) {
        send(Deliveries.cancelled(order));
    }

    private void send(ConsumerRecord<String, byte[]> record) {
        outside.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
        outside.flush();
    }

    @Override
    public void close() {
        outside.close();
    }
}
