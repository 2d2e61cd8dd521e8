package shop.tools.bootstrap.bench;

import java.util.Optional;
import java.util.stream.Stream;

/** The text of files below Linux's {@code /proc}, as numbers. */
final class Proc {

    private static final int PARENT = 1;
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;

    private Proc() {}

    /**
     * A process by its {@code stat}.
     *
     * @param ticks processor time of its threads and of its children that have ended
     */
    record ProcessStat(long parent, long ticks) {

        static ProcessStat of(String stat) {
            // The name before it may contain anything, even brackets.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int field = FIRST_TIME; field <= LAST_TIME; field++) {
                ticks += Long.parseLong(fields[field].strip());
            }
            return new ProcessStat(Long.parseLong(fields[PARENT]), ticks);
        }
    }

    /**
     * The machine by {@code /proc/stat}.
     *
     * @param busy processor time of all processes and of the kernel, in ticks
     * @param stolen time that went to other guests of the host, in ticks
     * @param switches of threads
     */
    record MachineStat(long busy, long stolen, long switches) {

        static MachineStat of(String stat) {
            long[] times = Stream.of(line("cpu ", stat).strip().split("\\s+", -1))
                    .mapToLong(Long::parseLong)
                    .toArray();
            // user, nice, system, idle, iowait, irq, softirq, steal; time of guests is contained in user.
            return new MachineStat(
                    times[0] + times[1] + times[2] + times[5] + times[6],
                    times[7],
                    Long.parseLong(line("ctxt ", stat).strip()));
        }
    }

    /** How often a thread left the processor, by its {@code status}. */
    static long switches(String status) {
        return Long.parseLong(line("voluntary_ctxt_switches:", status).strip())
                + Long.parseLong(line("nonvoluntary_ctxt_switches:", status).strip());
    }

    /** Memory by a {@code smaps_rollup}, in kilobytes; pages that processes share are divided between them. */
    static long memory(String rollup) {
        return Long.parseLong(line("Pss:", rollup).replace("kB", "").strip());
    }

    private static String line(String beginning, String text) {
        Optional<String> line =
                text.lines().filter(one -> one.startsWith(beginning)).findFirst();
        return line.orElseThrow(() -> new IllegalArgumentException(beginning + " is missing in:\n" + text))
                .substring(beginning.length());
    }
}
