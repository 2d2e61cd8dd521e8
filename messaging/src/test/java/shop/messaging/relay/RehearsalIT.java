package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import shop.testing.servers.Infrastructure;

/** A rehearsal goes through the whole connector, and leaves no trace. */
class RehearsalIT {

    private final OutboxDatabase database =
            OutboxDatabase.create(Infrastructure.postgres(), OutboxDatabase.uniqueName());

    @AfterEach
    void dropSlots() throws Exception {
        database.dropSlots();
    }

    @Test
    void allEventsComeThroughAndTheSlotStaysAsItIs() throws Exception {
        database.asSuperuser("select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        database.append("a", 1, 10);
        String before = slots();

        assertThat(Rehearsal.play(settings())).isEqualTo(Rehearsal.EVENTS);

        assertThat(slots()).isEqualTo(before);
    }

    @Test
    void noSlotIsMadeWhereThereIsNone() throws Exception {
        assertThat(Rehearsal.play(settings())).isEqualTo(Rehearsal.EVENTS);

        assertThat(slots()).isNull();
    }

    private String slots() throws Exception {
        return database.query(
                "select string_agg(concat_ws(' ', slot_name, active, restart_lsn, confirmed_flush_lsn), ';')"
                        + " from pg_replication_slots where database = current_database()",
                String.class);
    }

    private Map<String, String> settings() {
        return RelayEngine.taskSettings(
                database.slot(),
                new RelayDatabase(database.url(), database.roles().relay(), Infrastructure.PASSWORD));
    }
}
