package shop.tools.bootstrap;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import shop.tools.bootstrap.bench.ComparisonTable;
import shop.tools.bootstrap.bench.ProcessSample;
import shop.tools.bootstrap.bench.Results;
import shop.tools.bootstrap.bench.Results.Side;

/** {@code ./shop bench}: an older commit and the last one of this checkout, measured in turns. */
final class Bench {

    private static final int SHORT_NAME = 8;
    private static final int LOOK_MILLIS = 500;

    private final Checkout checkout;
    private final Git git;
    private final Path folder;

    Bench(Checkout checkout) {
        this.checkout = checkout;
        this.git = new Git(checkout.project());
        this.folder = checkout.home().resolve("bench");
    }

    /**
     * Builds both, measures the rounds that are missing, and prints the table.
     *
     * @throws Refusal if something is missing, or would make the figures those of something else
     */
    void run(List<String> arguments) {
        if (!arguments.isEmpty() && arguments.getFirst().equals("takeover")) {
            takeover(arguments.subList(1, arguments.size()));
            return;
        }
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
            Console.result(BenchOptions.HELP.stripTrailing());
            return;
        }
        BenchOptions options = BenchOptions.of(arguments);
        String before = needCommit(options.commit());
        String now = needCommit("HEAD");
        int port = needPort();
        Path lock = folder.resolve("lock");
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(lock, CREATE, WRITE)) {
                if (channel.tryLock() == null) {
                    throw new Refusal("Another ./shop bench is running in " + folder + ".");
                }
                compare(options, before, now, port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("It cannot be written: " + lock, e);
        }
    }

    private void takeover(List<String> options) {
        if (options.contains("--help") || options.contains("-h")) {
            Console.result(TakeoverBench.HELP.stripTrailing());
            return;
        }
        List<String> arguments = TakeoverBench.maven(options);
        Prerequisites.needMaven();
        Path log = checkout.newLog("bench-takeover");
        if (new Maven(checkout).verify(arguments, log) != 0) {
            throw new Refusal("It could not be measured. All of Maven's output: " + log);
        }
    }

    private void compare(BenchOptions options, String before, String now, int port) {
        var old = new BenchCheckout(git, before, folder.resolve("old-" + shortened(before)));
        var latest = new BenchCheckout(git, now, folder.resolve("new-" + shortened(now)));
        Console.say("Building " + before + " ...");
        old.build();
        Console.say("Building " + now + " ...");
        latest.build();
        Path file = folder.resolve(shortened(before) + "-" + shortened(now) + "-"
                + Integer.toHexString(options.settings().hashCode()) + ".tsv");
        String remark = "old is " + before + ", new is " + now + "; " + options.settings();
        var results = new Results(file);
        for (int round = 1; round <= options.rounds(); round++) {
            for (Side side : Side.values()) {
                boolean measured = results.has(round, side);
                Console.say("Round " + round + " of " + options.rounds() + ", " + side.word()
                        + (measured ? ": measured already." : ":"));
                if (!measured) {
                    List<String> upOptions = side == Side.OLD ? options.oldOptions() : options.newOptions();
                    Checkout shop = (side == Side.OLD ? old : latest).checkout();
                    results.add(remark, round, side, BenchRound.measure(options, upOptions, shop, port));
                }
            }
        }
        Console.result(remark + "\n");
        ComparisonTable.of(results.figures()).forEach(Console::result);
        Console.say("\nEvery figure: " + file);
        if (!options.keep()) {
            old.delete();
            latest.delete();
        }
    }

    private String needCommit(String name) {
        if (!git.isThere()) {
            throw new Refusal("Two commits are compared, so Git is needed, and " + checkout.project()
                    + " must be a checkout of it.");
        }
        if (git.hasUncommittedChanges()) {
            throw new Refusal(
                    "There are uncommitted changes in " + checkout.project() + ", and only commits are measured."
                            + " Commit them, or put them aside: git stash --include-untracked");
        }
        return git.commit(name)
                .orElseThrow(() -> new Refusal("There is no commit " + name + " here. git log lists those that are."));
    }

    private static int needPort() {
        if (!ProcessSample.isPossible(BenchRound.PROC)) {
            throw new Refusal("The processes are measured by Linux's /proc, which this machine does not have.");
        }
        String port = Checkout.environment("SHOP_PORT").orElse("8080");
        try (var socket = new Socket()) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
            socket.connect(address, LOOK_MILLIS);
        } catch (NumberFormatException e) {
            throw new Refusal("SHOP_PORT is not a number: " + port);
        } catch (IOException e) {
            return Integer.parseInt(port);
        }
        throw new Refusal(
                "Something runs on port " + port + " already. If it is a shop: ./shop down. It would take its share of"
                        + " the machine, so another port, SHOP_PORT=10080, is only for a trial.");
    }

    private static String shortened(String commit) {
        return commit.substring(0, SHORT_NAME);
    }
}
