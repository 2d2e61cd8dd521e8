package shop.testing.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import shop.testing.faults.Row.Verdict;
import shop.tools.audit.Audit;

/** Breaks a promise on purpose, and puts it right again: a checker that does not see it is worth nothing. */
final class Sabotage {

    static final String NAME = "sabotage-is-seen";

    private static final Duration SETTLE = Duration.ofSeconds(30);

    private static final String SOME_ORDER =
            "(select order_id from orders where status = 'CONFIRMED' order by 1 limit 1)";

    private static final List<Act> ACTS = List.of(
            new Act(
                    "an accepted order is deleted",
                    "order",
                    "I3",
                    List.of(
                            "create table sabotaged as select * from orders where order_id = " + SOME_ORDER,
                            "delete from orders where order_id in (select order_id from sabotaged)"),
                    List.of("insert into orders select * from sabotaged", "drop table sabotaged")),
            new Act(
                    "a confirmed order is rejected",
                    "order",
                    "I3",
                    List.of(
                            "create table sabotaged as select order_id from orders where order_id = " + SOME_ORDER,
                            "update orders set status = 'REJECTED' where order_id in (select order_id from sabotaged)"),
                    List.of(
                            "update orders set status = 'CONFIRMED' where order_id in (select order_id from sabotaged)",
                            "drop table sabotaged")),
            new Act(
                    "a unit is sold twice",
                    "inventory",
                    "I1",
                    List.of("update stock set reserved = reserved - 1 where sku = '" + TestedShop.PLENTIFUL + "'"),
                    List.of("update stock set reserved = reserved + 1 where sku = '" + TestedShop.PLENTIFUL + "'")),
            new Act(
                    "an event is lost",
                    "inventory",
                    "I4",
                    List.of(
                            "create table sabotaged as select * from inbox order by event_id limit 1",
                            "delete from inbox where (event_id, consumer) in (select event_id, consumer from"
                                    + " sabotaged)"),
                    List.of("insert into inbox select * from sabotaged", "drop table sabotaged")));

    private Sabotage() {}

    private record Act(String words, String database, String invariant, List<String> done, List<String> undone) {}

    static Row run(TestedShop shop, long seed, List<ClientOrder> known) throws Exception {
        var findings = new ArrayList<String>();
        broken(shop, known).forEach(one -> findings.add("before any sabotage " + one));
        for (Act act : ACTS) {
            shop.execute(act.database(), act.done().toArray(String[]::new));
            List<String> seen;
            try {
                seen = broken(shop, known);
            } finally {
                shop.execute(act.database(), act.undone().toArray(String[]::new));
            }
            if (seen.stream().noneMatch(one -> one.startsWith(act.invariant()))) {
                findings.add(act.words() + ", but the checker sees only " + seen);
            }
        }
        broken(shop, known).forEach(one -> findings.add("after all is put right " + one));
        return new Row(
                seed,
                NAME,
                findings.isEmpty() ? Verdict.HOLDS : Verdict.BROKEN,
                known.size(),
                0,
                0,
                0,
                0,
                0,
                List.copyOf(findings));
    }

    private static List<String> broken(TestedShop shop, List<ClientOrder> known) throws Exception {
        Audit audit = Audit.of(shop.address(), SETTLE);
        return Stream.concat(
                        audit.report().findings().stream()
                                .flatMap(finding -> finding.offenders().stream()
                                        .map(offender -> finding.invariant() + " " + offender)),
                        ClientCheck.findings(known, audit.history()).stream())
                .toList();
    }
}
