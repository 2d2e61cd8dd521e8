package shop.tools.bootstrap.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the machine and the processes of a stack used between two samples.
 *
 * @param seconds between them
 * @param machineCpu processor time of everything on the machine, in ms
 * @param stolen processor time that went to other guests, in ms
 * @param machineSwitches thread switches of everything on the machine
 * @param cpu ms by component
 * @param switches by component, of threads that lived at the end
 */
public record Usage(
        double seconds,
        double machineCpu,
        double stolen,
        double machineSwitches,
        Map<String, Double> cpu,
        Map<String, Double> switches) {

    /** The name of the processes that place the orders; they are none of the shop's. */
    public static final String LOAD_GENERATOR = "load generator";

    /** Linux counts in hundredths of a second, whatever its own clock is. */
    private static final double MILLIS_PER_TICK = 10;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1000;

    public static Usage between(ProcessSample before, ProcessSample after) {
        Map<String, Double> cpu = new TreeMap<>();
        after.ticks().forEach((component, ticks) -> {
            long used = ticks - before.ticks().getOrDefault(component, 0L);
            cpu.put(component, Math.max(0, used) * MILLIS_PER_TICK);
        });
        Map<String, Double> switches = new TreeMap<>();
        after.switches().forEach((component, threads) -> {
            Map<String, Long> earlier = before.switches().getOrDefault(component, Map.of());
            threads.forEach((thread, count) -> switches.merge(
                    component, (double) Math.max(0, count - earlier.getOrDefault(thread, 0L)), Double::sum));
        });
        return new Usage(
                (after.nanos() - before.nanos()) / NANOS_PER_SECOND,
                (after.machine().busy() - before.machine().busy()) * MILLIS_PER_TICK,
                (after.machine().stolen() - before.machine().stolen()) * MILLIS_PER_TICK,
                after.machine().switches() - before.machine().switches(),
                cpu,
                switches);
    }

    /**
     * What a start took.
     *
     * @param start says which start it was: the beginning of each figure's name
     */
    public Map<String, Double> ofAStart(String start) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(start + ", CPU, s", sum(cpu) / MILLIS_PER_SECOND);
        figures.put(start + ", cores used by other programs", (machineCpu - sum(cpu)) / millis());
        return figures;
    }

    /**
     * What an order took.
     *
     * @param ordersPerSecond the rate of the load that ran in this time
     */
    public Map<String, Double> perOrder(double ordersPerSecond) {
        double orders = seconds * ordersPerSecond;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("warm, CPU per order, ms", ofTheShop(cpu) / orders);
        figures.put("warm, CPU per order with load generator, ms", sum(cpu) / orders);
        figures.put("warm, CPU per order of the whole machine, ms", machineCpu / orders);
        cpu.forEach((component, used) -> figures.put("warm, CPU per order of " + component + ", ms", used / orders));
        figures.put("warm, thread switches per order", ofTheShop(switches) / orders);
        figures.put("warm, thread switches per order of the whole machine", machineSwitches / orders);
        figures.put("warm, cores used by other programs", (machineCpu - sum(cpu)) / millis());
        figures.put("warm, cores stolen by other guests", stolen / millis());
        return figures;
    }

    /**
     * What the shop took without orders.
     *
     * @param memory kilobytes by component
     */
    public Map<String, Double> atRest(Map<String, Long> memory) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("at rest, cores", ofTheShop(cpu) / millis());
        figures.put("at rest, thread switches/s", ofTheShop(switches) / seconds);
        figures.put("at rest, cores used by other programs", (machineCpu - sum(cpu)) / millis());
        long all = memory.values().stream().mapToLong(Long::longValue).sum();
        figures.put("at rest, memory, MB", all / 1024.0);
        memory.forEach((component, one) -> figures.put("at rest, memory of " + component + ", MB", one / 1024.0));
        return figures;
    }

    private double millis() {
        return seconds * MILLIS_PER_SECOND;
    }

    private static double ofTheShop(Map<String, Double> figures) {
        return sum(figures) - figures.getOrDefault(LOAD_GENERATOR, 0.0);
    }

    private static double sum(Map<String, Double> figures) {
        return figures.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
