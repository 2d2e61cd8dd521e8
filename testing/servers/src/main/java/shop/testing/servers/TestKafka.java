package shop.testing.servers;

import java.util.Collection;
import shop.build.localservers.KafkaBroker;

/** A Kafka broker for tests. */
public interface TestKafka extends TestServer {

    String bootstrapServers();

    /** Makes the topics that are not there yet. */
    default void createTopics(Collection<String> names, int partitions) {
        new KafkaBroker(bootstrapServers()).createTopics(names, partitions);
    }
}
