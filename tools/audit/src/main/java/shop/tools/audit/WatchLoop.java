package shop.tools.audit;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/** Makes rounds, says what each has found, and goes on when a database or the broker is away. */
final class WatchLoop {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_TIME.withZone(ZoneOffset.UTC);

    private final Clock clock = Clock.tickSeconds(ZoneOffset.UTC);
    private final Watch watch;
    private final WatchMetrics metrics;
    private final PrintWriter out;
    private int rounds;
    private volatile boolean holds = true;
    private volatile boolean reads;
    private volatile long proven;

    WatchLoop(Watch watch, WatchMetrics metrics, PrintWriter out) {
        this.watch = watch;
        this.metrics = metrics;
        this.out = out;
    }

    /** @param most how many rounds; those that failed count too */
    void run(Duration every, int most) throws InterruptedException {
        while (rounds < most) {
            if (rounds > 0) {
                Thread.sleep(every);
            }
            round();
        }
    }

    private void round() throws InterruptedException {
        rounds++;
        try {
            Watch.Round round = watch.round(clock.instant());
            metrics.add(round);
            holds &= round.fresh().isEmpty();
            proven = round.provenTotal();
            reads = true;
            say(round);
        } catch (SQLException | KafkaException | ExecutionException | TimeoutException e) {
            metrics.failed();
            reads = false;
            out.printf(
                    "Round %,d, %s: %s It is tried again in the next round.%n",
                    rounds, TIME.format(clock.instant()), AuditCommand.trouble(e));
        }
        out.flush();
    }

    private void say(Watch.Round round) {
        int broken =
                round.violations().values().stream().mapToInt(Integer::intValue).sum();
        out.printf(
                Locale.ROOT,
                "Round %,d, %s: %,d orders proven, %,d open, lag %,d s; %s%n",
                rounds,
                TIME.format(round.at()),
                round.proven(),
                round.open(),
                round.lag().toSeconds(),
                broken == 0 ? "every invariant holds" : String.format(Locale.ROOT, "%,d BROKEN", broken));
        round.fresh().forEach(out::println);
    }

    /**
     * Says how it went.
     *
     * @return the exit code: 1 if a round has found something broken, 2 if the last one could not read everything
     */
    int end() {
        out.printf(
                Locale.ROOT,
                "%,d rounds, %,d orders proven; %s%n",
                rounds,
                proven,
                holds ? "nothing was found broken." : "an invariant was broken.");
        out.flush();
        if (!holds) {
            return 1;
        }
        return reads ? 0 : AuditCommand.TROUBLE;
    }
}
