package shop.testing.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import shop.testing.faults.Fault.Leaves;
import shop.tools.stack.Service;

/** What can happen to topics and consumer groups, and what somebody else may write to the topics. */
final class BrokerFaults {

    private static final List<String> CONSUMERS = List.of("inventory", "order");
    private static final String KNOWN_TYPE = "checkout.order-placed.v1";
    private static final int TWO_MEGABYTES = 2_000_000;

    private BrokerFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                badRecords("malformed-records", "{\"orderId\":", "no JSON at all"),
                badRecords("mistyped-records", "{\"orderId\":42,\"lines\":\"many\"}", "JSON that is no order"),
                unknownType(),
                hugeRecords(),
                duplicates(),
                offsetsDeleted(),
                consumerPaused());
    }

    /** They come last, because other faults need another shop after them. */
    static Stream<Fault> ofTopics() {
        return Stream.of(partitionsAdded(), topicRecreated());
    }

    private static Fault badRecords(String name, String json, String words) {
        return Fault.of(
                        name,
                        words + ", as a known type, into every partition of every topic",
                        "each becomes a dead letter, its neighbours flow",
                        (shop, moments) -> write(shop, KNOWN_TYPE, json.getBytes(StandardCharsets.UTF_8)))
                .leaving(Leaves.DEAD_LETTERS);
    }

    private static Fault unknownType() {
        return Fault.of(
                "unknown-type-records",
                "records of a type that no release knows, into every partition of every topic",
                "each is skipped and counted",
                (shop, moments) -> write(shop, "checkout.order-wrapped.v9", "{}".getBytes(StandardCharsets.UTF_8)));
    }

    private static Fault hugeRecords() {
        return Fault.of(
                        "huge-records",
                        "records of 2 MB with a known type, into every partition of checkout.events",
                        "each becomes a dead letter, its neighbours flow",
                        (shop, moments) -> {
                            try (Admin admin = shop.admin()) {
                                var topic = new ConfigResource(ConfigResource.Type.TOPIC, "checkout.events");
                                var larger = new AlterConfigOp(
                                        new ConfigEntry("max.message.bytes", "4000000"), AlterConfigOp.OpType.SET);
                                admin.incrementalAlterConfigs(Map.of(topic, List.of(larger)))
                                        .all()
                                        .get(20, TimeUnit.SECONDS);
                            }
                            byte[] value =
                                    ("{\"a\":\"" + "x".repeat(TWO_MEGABYTES) + "\"}").getBytes(StandardCharsets.UTF_8);
                            write(shop, List.of("checkout.events"), KNOWN_TYPE, value);
                        })
                .leaving(Leaves.DEAD_LETTERS);
    }

    private static void write(TestedShop shop, String type, byte[] value) throws Exception {
        write(shop, Service.topics(), type, value);
    }

    private static void write(TestedShop shop, List<String> topics, String type, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(shop)) {
            for (String topic : topics) {
                for (var partition : producer.partitionsFor(topic)) {
                    var record = new ProducerRecord<>(
                            topic,
                            partition.partition(),
                            UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8),
                            value);
                    record.headers()
                            .add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8))
                            .add("ce_type", type.getBytes(StandardCharsets.UTF_8));
                    producer.send(record).get(20, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(TestedShop shop) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", shop.bootstrapServers(), "acks", "all", "max.request.size", "4000000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static Fault duplicates() {
        return Fault.of(
                "duplicated-and-reordered",
                "up to 40 of the last records of every partition written again, in a shuffled order",
                "a second delivery changes nothing, in whatever order",
                (shop, moments) -> {
                    List<ConsumerRecord<byte[], byte[]>> records = lastRecords(shop, 40);
                    for (int i = records.size() - 1; i > 0; i--) {
                        Collections.swap(records, i, moments.upTo(i + 1));
                    }
                    try (KafkaProducer<byte[], byte[]> producer = producer(shop)) {
                        for (var one : records) {
                            var again = new ProducerRecord<>(
                                    one.topic(), one.partition(), one.key(), one.value(), one.headers());
                            producer.send(again).get(20, TimeUnit.SECONDS);
                        }
                    }
                });
    }

    private static List<ConsumerRecord<byte[], byte[]>> lastRecords(TestedShop shop, int perPartition) {
        var last = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", shop.bootstrapServers(), "enable.auto.commit", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Service.topics().stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - perPartition)));
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (System.nanoTime() < deadline
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(last::add);
            }
        }
        return last;
    }

    private static Fault offsetsDeleted() {
        return Fault.of(
                "offsets-deleted",
                "a consumer frozen until its group is empty, the group deleted with all its offsets",
                "it reads everything again, and nothing of it has an effect",
                (shop, moments) -> {
                    String service = moments.oneOf(CONSUMERS);
                    String group = service + "-service";
                    shop.freeze(service);
                    try (Admin admin = shop.admin()) {
                        awaitEmpty(admin, group);
                        admin.deleteConsumerGroups(List.of(group)).all().get(20, TimeUnit.SECONDS);
                    } finally {
                        shop.thaw(service);
                    }
                });
    }

    private static Fault consumerPaused() {
        return Fault.of(
                "paused-beyond-session",
                "a consumer frozen until the broker has given it up, and 0 to 3 s more",
                "it joins again, and what it did before counts once",
                (shop, moments) -> {
                    String service = moments.oneOf(CONSUMERS);
                    shop.freeze(service);
                    try (Admin admin = shop.admin()) {
                        awaitEmpty(admin, service + "-service");
                        moments.pause(0, 3000);
                    } finally {
                        shop.thaw(service);
                    }
                });
    }

    private static void awaitEmpty(Admin admin, String group) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (state(admin, group) != GroupState.EMPTY) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(group + " is not given up");
            }
            Thread.sleep(200);
        }
    }

    private static GroupState state(Admin admin, String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group))
                .all()
                .get(20, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next()
                .groupState();
    }

    private static Fault partitionsAdded() {
        return Fault.of(
                        "partitions-added",
                        "one more partition for every topic, under load",
                        "records in it are read; only events of an order that was under way lie in two partitions (I5)",
                        (shop, moments) -> {
                            try (Admin admin = shop.admin()) {
                                for (String topic : Service.topics()) {
                                    int more = partitions(admin, topic) + 1;
                                    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(more)))
                                            .all()
                                            .get(20, TimeUnit.SECONDS);
                                }
                            }
                        })
                .leaving(Leaves.MOVED_KEYS);
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get(20, TimeUnit.SECONDS)
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
    }

    /** The repair is the one of docs/operations.md. */
    private static Fault topicRecreated() {
        return Fault.of(
                        "topic-recreated",
                        "checkout.events deleted and made again; then, as `./shop ops breaks` says: `republish checkout`,"
                                + " `breaks resolve`",
                        "the consumers report it; after the repair nothing is missing",
                        (shop, moments) -> {
                            String topic = "checkout.events";
                            try (Admin admin = shop.admin()) {
                                int partitions = partitions(admin, topic);
                                admin.deleteTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
                                moments.pause(1000, 3000);
                                admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                                        .all()
                                        .get(20, TimeUnit.SECONDS);
                                awaitBreaks(shop);
                                shop.run(
                                        "ops",
                                        "republish",
                                        "checkout",
                                        "--follow",
                                        "--reason",
                                        "the topic was made again");
                                for (String consumer : CONSUMERS) {
                                    resolveBreaks(shop, consumer);
                                }
                            }
                        })
                .leaving(Leaves.ANOTHER_TOPIC);
    }

    private static void resolveBreaks(TestedShop shop, String consumer) throws Exception {
        String oldest = "select coalesce(min(id), 0) from consumer_breaks where resolved_at is null";
        for (long id = shop.number(consumer, oldest); id > 0; id = shop.number(consumer, oldest)) {
            shop.run("ops", "breaks", "resolve", consumer + "/" + id, "--reason", "the events were published again");
        }
    }

    /** Looks are half a minute apart (TopicWatch). */
    private static void awaitBreaks(TestedShop shop) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(75).toNanos();
        for (String consumer : CONSUMERS) {
            while (shop.number(consumer, "select count(*) from consumer_breaks where kind = 'RECREATED'") == 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(consumer + " does not report that the topic was made again");
                }
                Thread.sleep(500);
            }
        }
    }
}
