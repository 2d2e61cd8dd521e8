package shop.testing.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import shop.testing.faults.Fault.Leaves;
import shop.testing.faults.Row.Verdict;
import shop.testing.faults.TestedShop.StandIn;
import shop.tools.audit.Audit;
import shop.tools.audit.Finding;
import shop.tools.client.ShopClient;
import shop.tools.stack.Service;

/** One fault with one seed in a shop that runs: load, fault, lift, a fresh order, quiet, judgement. */
final class Experiment {

    private static final int PER_SECOND = 10;
    private static final int SCARCE_UNITS = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration AFTER_THE_FAULT = Duration.ofMillis(1500);
    private static final int LOOKING_BACK = 8;

    /** As the audit says it. */
    private static final String MOVED = "its events lie in two partitions";

    private static final String OPEN_BREAKS = "select count(*) from consumer_breaks where resolved_at is null";
    private static final String DEAD_LETTERS = "select count(*) from dead_letters";

    /** When the last of some orders had its answer, by the ids of the events that tell of it. */
    private static final String LAST_ANSWER = """
            select count(*), extract(epoch from max(at)) from (
                select min(uuid_extract_timestamp(id)) as at from outbox where aggregateid = any (?) group by aggregateid
            ) as answers
            """;

    private final TestedShop shop;
    private final Fault fault;
    private final long seed;
    /** What shoppers of this shop know from earlier experiments; this one adds its own. */
    private final List<ClientOrder> known;

    /** Whether this fault or one before it has moved keys to other partitions on purpose. */
    private final boolean keysMoved;

    private final List<String> findings = new ArrayList<>();
    /** What goes after the last shopper. */
    private AutoCloseable gone = () -> {};

    Experiment(TestedShop shop, Fault fault, long seed, List<ClientOrder> known, boolean keysMoved) {
        this.shop = shop;
        this.fault = fault;
        this.seed = seed;
        this.known = known;
        this.keysMoved = keysMoved;
    }

    Row run() throws Exception {
        Service service = fault.standIn();
        if (service == null) {
            return shopAndStrike();
        }
        try (StandIn standIn = shop.standIn(service, ClockFaults.wrongClock(shop))) {
            gone = standIn;
            return shopAndStrike();
        }
    }

    private Row shopAndStrike() throws Exception {
        long breaks = inConsumers(OPEN_BREAKS);
        long letters = inConsumers(DEAD_LETTERS);
        shop.receive(TestedShop.SCARCE, SCARCE_UNITS);
        var moments = new Moments(seed, fault.name());
        try (var client = new ShopClient(shop.edge())) {
            var load = new Load(client, seed, PER_SECOND, PATIENCE);
            load.start();
            moments.pause(500, 1500);
            strike(moments);
            Instant lifted = Instant.now();
            var fresh = new Press(client, TestedShop.PLENTIFUL, 1);
            Thread end = Thread.startVirtualThread(() -> endSoon(load));
            double freshSeconds = freshOrder(fresh);
            end.join();
            List<Press> presses = load.stop();
            presses.add(fresh);
            if (fault.standIn() != null) {
                awaitAnswers(presses);
            }
            gone.close();
            shop.awaitHealthy(RECOVERY).forEach(unwell -> findings.add("after the fault " + unwell));
            Audit audit = audit();
            lookBack(presses);
            presses.stream().filter(Press::pressed).map(Press::result).forEach(known::add);
            findings.addAll(ClientCheck.findings(known, audit.history()));
            if (fault.leaves() != Leaves.ANOTHER_TOPIC && inConsumers(OPEN_BREAKS) > breaks) {
                findings.add("a consumer reports a break that is none: see consumer_breaks");
            }
            if (fault.leaves() != Leaves.DEAD_LETTERS && inConsumers(DEAD_LETTERS) > letters) {
                findings.add("there are new dead letters: see dead_letters");
            }
            return new Row(
                    seed,
                    fault.name(),
                    findings.isEmpty() ? Verdict.HOLDS : Verdict.BROKEN,
                    presses.size(),
                    presses.stream().mapToInt(Press::refused).sum(),
                    presses.stream().mapToInt(Press::unknown).sum(),
                    freshSeconds,
                    fault.leaves() == Leaves.WRONG_TIMES ? Double.NaN : backlogSeconds(presses, lifted),
                    0,
                    List.copyOf(findings));
        }
    }

    /**
     * Orders until everything is as quick as it will be: the JVMs of a shop that has just started are slow.
     *
     * @return what its shoppers know
     */
    static List<ClientOrder> warmUp(TestedShop shop) throws InterruptedException {
        try (var client = new ShopClient(shop.edge())) {
            var load = new Load(client, 0, PER_SECOND / 2, PATIENCE);
            load.start();
            Thread.sleep(WARM_UP);
            List<Press> presses = load.stop();
            lookBack(presses);
            return presses.stream()
                    .filter(Press::pressed)
                    .map(Press::result)
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /** Shoppers go on coming for a while after the fault. */
    private static void endSoon(Load load) {
        try {
            Thread.sleep(AFTER_THE_FAULT);
            load.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A fault that cannot be made is no fault that was survived. */
    private void strike(Moments moments) throws InterruptedException {
        try {
            fault.strike().run(shop, moments);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            findings.add("the fault was not made: " + e);
        }
    }

    private double freshOrder(Press fresh) throws InterruptedException {
        long from = System.nanoTime();
        long deadline = from + RECOVERY.toNanos();
        fresh.orderImpatiently(deadline);
        if (!fresh.awaitAnswer(deadline)) {
            findings.add("I3 an order placed after the fault has no answer after " + RECOVERY.toSeconds() + " s");
            return -1;
        }
        return (System.nanoTime() - from) / 1e9;
    }

    /** Before a stand-in goes: its successor would put right what it left undone. */
    private void awaitAnswers(List<Press> presses) throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        int without = 0;
        for (Press press : presses) {
            long oneLook = System.nanoTime() + Duration.ofMillis(200).toNanos();
            if (press.acceptedBefore(Instant.MAX).isPresent() && !press.awaitAnswer(Math.max(deadline, oneLook))) {
                without++;
            }
        }
        if (without > 0) {
            findings.add("I3 " + without + " orders have no answer " + RECOVERY.toSeconds() + " s after the fault");
        }
    }

    private Audit audit() throws Exception {
        Audit audit;
        try {
            audit = Audit.of(shop.address(), RECOVERY);
        } catch (Audit.NotQuietException e) {
            // Something late, such as rows that are published a second time.
            audit = Audit.of(shop.address(), RECOVERY);
        }
        audit.report()
                .underway()
                .forEach(one -> findings.add("not quiet after " + RECOVERY.toSeconds() + " s: " + one));
        for (Finding finding : audit.report().findings()) {
            finding.offenders().stream()
                    .filter(offender -> !keysMoved || !offender.contains(MOVED))
                    .forEach(offender -> findings.add(finding.invariant() + " " + offender));
        }
        return audit;
    }

    private static void lookBack(List<Press> presses) throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        var together = new Semaphore(LOOKING_BACK);
        try (ExecutorService shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Press press : presses) {
                together.acquire();
                shoppers.execute(() -> {
                    try {
                        press.lookBack(deadline);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        together.release();
                    }
                });
            }
        }
    }

    private double backlogSeconds(List<Press> presses, Instant lifted) throws SQLException {
        String[] before = presses.stream()
                .map(press -> press.acceptedBefore(lifted))
                .flatMap(Optional::stream)
                .toArray(String[]::new);
        try (Connection connection = shop.connect("order");
                PreparedStatement query = connection.prepareStatement(LAST_ANSWER)) {
            query.setArray(1, connection.createArrayOf("text", before));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (row.getLong(1) < before.length) {
                    return -1;
                }
                return before.length == 0 ? 0 : Math.max(0, row.getDouble(2) - lifted.toEpochMilli() / 1000.0);
            }
        }
    }

    private long inConsumers(String count) throws SQLException {
        return shop.number("inventory", count) + shop.number("order", count);
    }
}
