package shop.testing.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Crashes while the orders are built again, swapped in and taken back. */
final class ReplayFaults {

    private static final String SERVICE = "order";
    private static final String[] PLAN = {"replay", "plan", "--reason", "crashes while orders are built again"};

    /** The change of a replay's state takes a second. What swap and undo do to the tables is done by then, and nothing is committed. */
    private static final String[] SLOW_END = {"""
            create function end_slowly() returns trigger language plpgsql as $$
            begin
                perform pg_sleep(1);
                return new;
            end $$""", """
            create trigger end_slowly before update of state on replays
                for each row when (old.state <> new.state) execute function end_slowly()"""};

    private static final String[] QUICK_END = {
        "drop trigger if exists end_slowly on replays", "drop function if exists end_slowly()"
    };

    private static final String ENDING = "select count(*) from pg_stat_activity where datname = '" + SERVICE
            + "' and usename = '" + SERVICE + "_app' and wait_event = 'PgSleep'";

    /** More events a second than come, so that the shadow is at work for some seconds and still catches up. */
    private static final String[] SLOWLY = {"--rate", "400"};

    private static final int RUN_FOR_MS = 3000;

    private ReplayFaults() {}

    static Stream<Fault> all() {
        return Stream.of(Fault.of(
                "replay-killed",
                "the orders are built again, swapped in and taken back; kill -9 of the service before the commit of run,"
                        + " swap and undo, and at random moments of building and comparing",
                "a verb that was killed has changed nothing and works when it is repeated; the shadow goes on by itself;"
                        + " no row differs",
                ReplayFaults::killReplay));
    }

    private static void killReplay(TestedShop shop, Moments moments) throws Exception {
        moments.pause(2000, 3000);
        String replay =
                SERVICE + "/" + shop.asked(with(PLAN, SLOWLY)).at("/replay/id").asString();
        killBeforeCommit(shop, replay, "run", "PLANNED");
        change(shop, replay, "run", "RUNNING");
        moments.pause(0, RUN_FOR_MS);
        kill(shop);
        demandState(shop, replay, "RUNNING");
        Process verify = shop.begin("ops", "replay", "verify", replay);
        moments.pause(0, RUN_FOR_MS / 2);
        kill(shop);
        verify.waitFor();
        change(shop, replay, "verify", "RUNNING");
        killBeforeCommit(shop, replay, "swap", "RUNNING");
        change(shop, replay, "swap", "SWAPPED");
        killBeforeCommit(shop, replay, "undo", "SWAPPED");
        change(shop, replay, "undo", "UNDONE");
        if (shop.number(SERVICE, "select count(*) from pg_tables where schemaname = 'replay' and tablename = 'orders'")
                > 0) {
            throw new IOException("the shadow is left behind");
        }
    }

    private static void killBeforeCommit(TestedShop shop, String replay, String verb, String stateBefore)
            throws Exception {
        shop.execute(SERVICE, SLOW_END);
        try {
            // A shadow that is still behind refuses; the operator repeats it.
            Waiting.until("the end of " + verb, () -> {
                Process asked = shop.begin("ops", "replay", verb, replay);
                while (asked.isAlive()) {
                    if (isEnding(shop)) {
                        kill(shop);
                        asked.waitFor();
                        return true;
                    }
                    Thread.sleep(Waiting.LOOK);
                }
                return false;
            });
        } finally {
            shop.execute(SERVICE, QUICK_END);
        }
        demandState(shop, replay, stateBefore);
    }

    private static boolean isEnding(TestedShop shop) throws SQLException {
        return shop.number(SERVICE, ENDING) > 0;
    }

    /** Repeats a verb until it is done, as an operator would who is told that the service does not answer or is behind. */
    private static void change(TestedShop shop, String replay, String verb, String stateBehind) throws Exception {
        Waiting.until("the success of " + verb, () -> shop.succeeds("ops", "replay", verb, replay));
        demandState(shop, replay, stateBehind);
    }

    private static void demandState(TestedShop shop, String replay, String state) throws Exception {
        Waiting.until("an answer about the replay", () -> shop.succeeds("ops", "replay", "show", replay));
        JsonNode now = shop.asked("replay", "show", replay).path("replay");
        if (!now.path("state").asString().equals(state)) {
            throw new IOException("the replay is not " + state + " but " + now);
        }
        if (now.path("differences").asLong(0) > 0) {
            throw new IOException("rows differ: " + now);
        }
    }

    private static void kill(TestedShop shop) throws Exception {
        int starts = shop.starts(SERVICE);
        shop.kill(SERVICE);
        Waiting.until("the next start of " + SERVICE, () -> shop.starts(SERVICE) > starts);
    }

    private static String[] with(String[] command, String[] more) {
        return Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
