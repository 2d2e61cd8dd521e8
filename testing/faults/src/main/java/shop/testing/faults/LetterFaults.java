package shop.testing.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import shop.testing.faults.Fault.Leaves;

/** Crashes while dead letters are redriven. */
final class LetterFaults {

    private static final String CONSUMER = "inventory";
    private static final int KILLS_BEFORE_COMMIT = 20;
    private static final int KILLS_AT_ANY_MOMENT = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(20);

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

    /** The commit of a letter's transaction takes half a second. Nothing else is slower than before. */
    private static final List<String> SLOW_COMMIT =
            List.of("create table poisoned as select distinct key from dead_letters where state = 'OPEN'", """
            create function commit_slowly() returns trigger language plpgsql security definer as $$
            begin
                if exists (select from poisoned where key = new.order_id::text) then
                    perform pg_sleep(0.5);
                end if;
                return null;
            end $$""", """
            create constraint trigger commit_slowly after insert on reservations
                deferrable initially deferred for each row execute function commit_slowly()""");

    private static final List<String> QUICK_COMMIT = List.of(
            "drop trigger if exists commit_slowly on reservations",
            "drop function if exists commit_slowly()",
            "drop table if exists poisoned");

    private static final String COMMITTING = "select count(*) from pg_stat_activity where datname = '" + CONSUMER
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
            await("a dead letter", () -> shop.number(CONSUMER, OPEN) > 0);
        } finally {
            execute(shop, NO_POISON);
        }
        execute(shop, SLOW_COMMIT);
        try {
            for (String plan : shop.plansFor(List.of("dao.", "jdbc."), "the trigger is dropped")) {
                shop.run("ops", "redrive", "run", plan);
            }
            for (int i = 0; i < KILLS_BEFORE_COMMIT; i++) {
                await("a letter's commit", () -> shop.number(CONSUMER, COMMITTING) > 0);
                kill(shop);
            }
            for (int i = 0; i < KILLS_AT_ANY_MOMENT; i++) {
                moments.pause(0, 1500);
                kill(shop);
            }
        } finally {
            execute(shop, QUICK_COMMIT);
        }
        await("the end of the redrive", () -> shop.number(CONSUMER, OPEN) == 0);
    }

    private static void kill(TestedShop shop) throws Exception {
        int starts = shop.starts(CONSUMER);
        shop.kill(CONSUMER);
        await("its next start", () -> shop.starts(CONSUMER) > starts);
    }

    private static void execute(TestedShop shop, List<String> statements) throws SQLException {
        shop.execute(CONSUMER, statements.toArray(String[]::new));
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(what + " did not come in " + PATIENCE.toSeconds() + " s");
            }
            Thread.sleep(LOOK);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }
}
