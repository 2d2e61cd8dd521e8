package shop.messaging.letters;

/**
 * The unit of order: the events of one key that one consumer handles.
 *
 * @param consumer as in the inbox: a service and a topic
 * @param key Kafka's key, the aggregate id
 */
public record KeyOfConsumer(String consumer, String key) {

    /** PostgreSQL stores every character but NUL. */
    public KeyOfConsumer {
        key = key.replace('\u0000', '\uFFFD');
    }

    @Override
    public String toString() {
        return consumer + " " + key;
    }
}
