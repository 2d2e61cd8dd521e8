package shop.testing.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** What can happen to a relay's slot and publication, by hand or by the server. */
final class RelayFaults {

    private static final List<String> OUTBOXES = List.of("checkout", "inventory", "order");

    private static final String PUBLICATION = "create publication outbox for table outbox"
            + " (id, aggregatetype, aggregateid, type, payload, traceparent)"
            + " with (publish = 'insert', publish_via_partition_root = true)";

    private RelayFaults() {}

    static Stream<Fault> all() {
        return Stream.of(
                slotDropped(),
                slotAdvanced(),
                slotInvalidated(),
                readerEnded(),
                publicationDropped(),
                publicationAltered());
    }

    private static Fault slotDropped() {
        return Fault.of(
                "slot-dropped",
                "the service frozen, its walsender ended, its slot dropped",
                "the relay makes another slot and publishes every retained row again",
                (shop, moments) -> whileFrozen(
                        shop,
                        moments,
                        slot -> shop.insist("postgres", "select pg_drop_replication_slot('" + slot + "')")));
    }

    private static Fault slotInvalidated() {
        return Fault.of(
                "slot-lost",
                "the service frozen until the server invalidates its slot (idle_replication_slot_timeout = 1s)",
                "as after a dropped slot",
                (shop, moments) -> whileFrozen(shop, moments, slot -> {
                    try {
                        shop.execute("postgres", "alter system set idle_replication_slot_timeout = '1s'", RELOAD);
                        Thread.sleep(2000);
                        shop.execute("postgres", "checkpoint");
                        long lost = shop.number(
                                "postgres",
                                "select count(*) from pg_replication_slots where slot_name = '" + slot
                                        + "' and invalidation_reason is not null");
                        if (lost == 0) {
                            throw new IllegalStateException(slot + " was not invalidated");
                        }
                    } finally {
                        shop.execute("postgres", "alter system reset idle_replication_slot_timeout", RELOAD);
                    }
                }));
    }

    static final String RELOAD = "select pg_reload_conf()";

    private static Fault slotAdvanced() {
        return Fault.of(
                "slot-advanced",
                "ten times: the walsender ended and the slot moved to the end of the log, in a race with the relay",
                "what was skipped is published from the table",
                (shop, moments) -> {
                    String slot = moments.oneOf(OUTBOXES) + "_outbox";
                    for (int i = 0; i < 10; i++) {
                        // The relay may be back first. Then it is ended again.
                        shop.insist(
                                "postgres",
                                endReader(slot),
                                "select pg_replication_slot_advance('" + slot + "', pg_current_wal_insert_lsn())");
                        moments.pause(100, 600);
                    }
                });
    }

    private static Fault readerEnded() {
        return Fault.of(
                "walsender-ended",
                "pg_terminate_backend of every relay's walsender, eight times",
                "each relay connects again and goes on",
                (shop, moments) -> {
                    for (int i = 0; i < 8; i++) {
                        for (String outbox : OUTBOXES) {
                            endReader(shop, outbox + "_outbox");
                        }
                        moments.pause(50, 800);
                    }
                });
    }

    private static Fault publicationDropped() {
        return Fault.of(
                "publication-dropped",
                "drop publication for 2 to 5 s, then made again",
                "what was skipped is published from the table",
                (shop, moments) -> {
                    String database = moments.oneOf(OUTBOXES);
                    shop.execute(database, "drop publication outbox");
                    try {
                        moments.pause(2000, 5000);
                    } finally {
                        shop.execute(database, PUBLICATION);
                    }
                });
    }

    private static Fault publicationAltered() {
        return Fault.of(
                "publication-altered",
                "alter publication so that it leaves inserts out, for 2 to 5 s",
                "what was skipped is published from the table",
                (shop, moments) -> {
                    String database = moments.oneOf(OUTBOXES);
                    shop.execute(database, "alter publication outbox set (publish = 'update')");
                    try {
                        moments.pause(2000, 5000);
                    } finally {
                        shop.execute(database, "alter publication outbox set (publish = 'insert')");
                    }
                });
    }

    /** Something that is done to a slot that nobody reads. */
    @FunctionalInterface
    private interface SlotAction {
        void on(String slot) throws Exception;
    }

    private static void whileFrozen(TestedShop shop, Moments moments, SlotAction action) throws Exception {
        String service = moments.oneOf(OUTBOXES);
        String slot = service + "_outbox";
        shop.freeze(service);
        try {
            endReader(shop, slot);
            action.on(slot);
            moments.pause(0, 1500);
        } finally {
            shop.thaw(service);
        }
    }

    private static void endReader(TestedShop shop, String slot) throws SQLException {
        shop.execute("postgres", endReader(slot));
    }

    private static String endReader(String slot) {
        return "select pg_terminate_backend(active_pid) from pg_replication_slots"
                + " where active_pid is not null and slot_name = '" + slot + "'";
    }
}
