package shop.testing.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import shop.testing.faults.Fault.Leaves;

/** Crashes while dead letters are redriven. */
final class LetterFaults {

    private static final String CONSUMER = "inventory";
    private static final int KILLS_BEFORE_COMMIT = 20;
    private static final int KILLS_AT_ANY_MOMENT = 5;

    /** One order in three cannot be handled. */
    private static final List<String> POISON =
            List.of("""
            create function poison() returns trigger language plpgsql as $$
            begin
                if get_byte(uuid_send(new.order_id), 15) % 3 = 0 then
                    raise exception using errcode = '22023', message = 'simulated';
                end if;
                return new;
            end $$""", "create trigger poison before insert on reservations for each row execute function poison()");

    private static final List<String> NO_POISON =
            List.of("drop trigger if exists poison on reservations", "drop function if exists poison()");

    /** The last statement of a letter's transaction takes a second: the handler has returned, and nothing is committed. */
    private static final List<String> SLOW_END = List.of("""
            create function end_slowly() returns trigger language plpgsql as $$
            begin
                perform pg_sleep(1);
                return new;
            end $$""", """
            create trigger end_slowly before update of state on dead_letters
                for each row when (old.state = 'OPEN') execute function end_slowly()""");

    private static final List<String> QUICK_END =
            List.of("drop trigger if exists end_slowly on dead_letters", "drop function if exists end_slowly()");

    private static final String ENDING = "select count(*) from pg_stat_activity where datname = '" + CONSUMER
            + "' and usename = '" + CONSUMER + "_app' and wait_event = 'PgSleep'";

    private static final String OPEN = "select count(*) from dead_letters where state = 'OPEN'";

    private LetterFaults() {}

    static Stream<Fault> all() {
        return Stream.of(Fault.of(
                        "redrive-killed",
                        "one order in three poisoned for 3 s; while they are redriven, kill -9 of the service "
                                + KILLS_BEFORE_COMMIT + " times between handler and commit, then " + KILLS_AT_ANY_MOMENT
                                + " times at random moments",
                        "the redrive goes on by itself, each letter takes effect once, in order",
                        LetterFaults::killRedrive)
                .leaving(Leaves.DEAD_LETTERS));
    }

    private static void killRedrive(TestedShop shop, Moments moments) throws Exception {
        execute(shop, POISON);
        try {
            moments.pause(3000, 3000);
            Waiting.until("a dead letter", () -> shop.number(CONSUMER, OPEN) > 0);
        } finally {
            execute(shop, NO_POISON);
        }
        execute(shop, SLOW_END);
        try {
            for (String plan : shop.plansFor(List.of("dao.", "jdbc."), "the trigger is dropped")) {
                shop.run("ops", "redrive", "run", plan);
            }
            long letters = shop.number(CONSUMER, OPEN);
            for (int i = 0; i < KILLS_BEFORE_COMMIT; i++) {
                Waiting.until("the end of a letter's transaction", () -> shop.number(CONSUMER, ENDING) > 0);
                kill(shop);
            }
            if (shop.number(CONSUMER, OPEN) < letters) {
                throw new IOException("a letter was committed, so not every kill came before a commit");
            }
            for (int i = 0; i < KILLS_AT_ANY_MOMENT; i++) {
                moments.pause(0, 1500);
                kill(shop);
            }
        } finally {
            execute(shop, QUICK_END);
        }
        Waiting.until("the end of the redrive", () -> shop.number(CONSUMER, OPEN) == 0);
    }

    private static void kill(TestedShop shop) throws Exception {
        int starts = shop.starts(CONSUMER);
        shop.kill(CONSUMER);
        Waiting.until("its next start", () -> shop.starts(CONSUMER) > starts);
    }

    private static void execute(TestedShop shop, List<String> statements) throws SQLException {
        shop.execute(CONSUMER, statements.toArray(String[]::new));
    }
}
