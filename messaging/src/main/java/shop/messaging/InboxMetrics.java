package shop.messaging;

import io.micrometer.core.instrument.MeterRegistry;

/** What the inbox counts, per consumer. */
class InboxMetrics {

    private final MeterRegistry registry;

    InboxMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void consumed(String consumer, int events) {
        count("shop.inbox.consumed", consumer, events);
    }

    void duplicates(String consumer, int events) {
        count("shop.inbox.duplicates", consumer, events);
    }

    void unknownType(String consumer) {
        count("shop.inbox.unknown.type", consumer, 1);
    }

    void deadLetter(String consumer) {
        count("shop.inbox.dead.letters", consumer, 1);
    }

    private void count(String name, String consumer, int events) {
        registry.counter(name, "consumer", consumer).increment(events);
    }
}
