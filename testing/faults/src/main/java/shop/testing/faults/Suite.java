package shop.testing.faults;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import shop.testing.faults.Fault.Leaves;
import shop.testing.faults.Row.Verdict;
import shop.testing.wholeshop.ShopUnderTest;

/** Runs faults × seeds. One shop serves all, until something does not hold in it: then the next row gets an empty one. */
final class Suite implements AutoCloseable {

    private static final int NAMED_FINDINGS = 6;
    private static final Path FOLDER = Path.of("target", "faults");

    private final ShopUnderTest processes;
    private final PrintWriter out;
    private @Nullable TestedShop shop;
    private boolean stopsInOrder;
    /** Whether keys of the present shop are in another partition than before, which is a finding under most faults. */
    private boolean keysMoved;

    private List<ClientOrder> known = new ArrayList<>();

    Suite(int port, PrintWriter out) throws IOException {
        this.processes = ShopUnderTest.in("shop", port);
        this.out = out;
    }

    /** @return every row; each is printed and kept in a file as soon as it is known */
    List<Row> run(List<Fault> faults, List<Long> seeds) throws Exception {
        var rows = new ArrayList<Row>();
        stopsInOrder = faults.stream().anyMatch(Fault::stopsInOrder);
        out.println(Row.HEADER);
        for (long seed : seeds) {
            for (Fault fault : faults) {
                show(run(fault, seed), rows);
            }
        }
        return rows;
    }

    private void show(Row row, List<Row> rows) throws IOException {
        rows.add(row);
        out.println(row.text());
        row.findings().stream()
                .filter(_ -> row.verdict() == Verdict.BROKEN)
                .limit(NAMED_FINDINGS)
                .forEach(finding -> out.println("      " + finding));
        out.flush();
        keep(row);
    }

    private Row run(Fault fault, long seed) throws Exception {
        Optional<String> missing = fault.needs().missing();
        if (missing.isPresent()) {
            return Row.skipped(seed, fault.name(), missing.get());
        }
        if (keysMoved && !fault.changesTopics()) {
            close();
        }
        TestedShop running = shop;
        if (running == null) {
            running = TestedShop.start(processes, stopsInOrder);
            shop = running;
            keysMoved = false;
            known = Experiment.warmUp(running);
        }
        keysMoved |= fault.leaves() == Leaves.MOVED_KEYS;
        long from = System.nanoTime();
        Row row;
        try {
            row = fault.name().equals(Sabotage.NAME)
                    ? Sabotage.run(running, seed, known)
                    : new Experiment(running, fault, seed, known, keysMoved).run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            row = new Row(
                    seed, fault.name(), Verdict.BROKEN, 0, 0, 0, -1, -1, 0, List.of("it could not be judged: " + e));
        }
        row = row.took((System.nanoTime() - from) / 1e9);
        if (row.verdict() == Verdict.BROKEN) {
            keepLogs(running, row);
        }
        if (row.verdict() == Verdict.BROKEN || fault.leaves() == Leaves.ANOTHER_TOPIC) {
            close();
        }
        return row;
    }

    private static void keep(Row row) throws IOException {
        Files.createDirectories(FOLDER);
        Files.writeString(FOLDER.resolve("rows.tsv"), row.tabSeparated() + "\n", CREATE, APPEND);
    }

    /** The next shop starts empty, and its logs with it. */
    private static void keepLogs(TestedShop shop, Row row) throws IOException {
        Path to = Files.createDirectories(FOLDER.resolve(row.fault() + "-" + row.seed()));
        try (var logs = Files.list(shop.folder().resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                Files.copy(log, to.resolve(log.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Also while it is started, and if nothing runs. */
    @Override
    public void close() throws IOException {
        TestedShop running = shop;
        if (running != null) {
            running.endStandIns();
        }
        shop = null;
        processes.close();
    }
}
