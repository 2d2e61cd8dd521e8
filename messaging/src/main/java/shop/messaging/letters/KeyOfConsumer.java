package shop.messaging.letters;

/**
 * The unit of order: the events of one key that one consumer handles.
 *
 * @param consumer as in the inbox: a service and a topic
 * @param key Kafka's key, the aggregate id
 */
public record KeyOfConsumer(String consumer, String key) {

    private static final int LONGEST = 500;
    private static final int KEPT = 400;

    public KeyOfConsumer {
        key = stored(key);
    }

    /**
     * A key as it is stored: PostgreSQL takes every character but NUL, and no index takes a key of thousands of bytes. Of a long
     * one the beginning and a hash are kept.
     */
    static String stored(String key) {
        String text = key.replace('\u0000', '\uFFFD');
        return text.length() <= LONGEST ? text : text.substring(0, KEPT) + "…" + Fingerprint.sha256Hex(text);
    }

    @Override
    public String toString() {
        return consumer + " " + key;
    }
}
