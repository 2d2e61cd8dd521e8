package shop.testing.model;

import java.util.Locale;

/** A topic, and the service that writes it. */
enum Topic {
    CHECKOUT,
    INVENTORY,
    ORDER;

    /** Few, so that orders share one, and more than one, so that two members of a group work at the same time. */
    static final int PARTITIONS = 2;

    static int partitionOf(Press order) {
        return order.ordinal() % PARTITIONS;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
