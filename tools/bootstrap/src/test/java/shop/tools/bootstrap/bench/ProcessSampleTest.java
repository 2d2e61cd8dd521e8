package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSampleTest {

    private static final Map<Long, String> STACK = Map.of(10L, "supervisor", 11L, "postgres");

    @TempDir
    private Path proc;

    @BeforeEach
    void aStackAndAStranger() throws IOException {
        machine(1000, 5000);
        process(1, 0, "init", 1, 1);
        process(10, 1, "java", 2, 100);
        process(11, 10, "postgres", 3, 200);
        process(12, 11, "postgres: (a b) ) S 1", 4, 300);
        process(13, 1, "stranger", 50, 900);
        write("self/smaps_rollup", "");
        write("uptime", "1 1");
    }

    @Test
    void aDescendantBelongsToItsNearestNamedAncestor() {
        ProcessSample sample = ProcessSample.take(proc, STACK, true);
        assertThat(sample.ticks()).isEqualTo(Map.of("supervisor", 8L, "postgres", 28L));
        assertThat(sample.switches().get("postgres")).isEqualTo(Map.of("11", 200L, "12", 300L));
        assertThat(sample.memory()).isEqualTo(Map.of("supervisor", 100L, "postgres", 500L));
    }

    @Test
    void theMachineIsReadWithoutItsIdleTime() {
        assertThat(ProcessSample.take(proc, STACK, false).machine()).isEqualTo(new Proc.MachineStat(1000, 8, 5000));
    }

    @Test
    void memoryIsReadOnlyIfItIsAskedFor() {
        assertThat(ProcessSample.take(proc, STACK, false).memory()).isEmpty();
    }

    @Test
    void aZombieIsPassedOver() throws IOException {
        write("12/smaps_rollup", "");
        write("12/task/12/status", "");
        assertThat(ProcessSample.take(proc, STACK, true).memory()).containsEntry("postgres", 200L);
    }

    @Test
    void usageIsTheDifferenceOfTwoSamples() throws IOException {
        ProcessSample before = ProcessSample.take(proc, STACK, false);
        machine(1100, 5600);
        process(11, 10, "postgres", 5, 250);
        process(14, 11, "postgres: new", 1, 7);
        ProcessSample after = ProcessSample.take(proc, STACK, false);

        Usage usage = Usage.between(at(0, before), at(2_000_000_000L, after));

        assertThat(usage.seconds()).isEqualTo(2);
        assertThat(usage.machineCpu()).isEqualTo(1000);
        assertThat(usage.machineSwitches()).isEqualTo(600);
        assertThat(usage.cpu()).isEqualTo(Map.of("supervisor", 0.0, "postgres", 120.0));
        assertThat(usage.switches()).isEqualTo(Map.of("supervisor", 0.0, "postgres", 57.0));
    }

    @Test
    void theLoadGeneratorIsNotTheShops() {
        var usage = new Usage(
                2,
                1000,
                20,
                900,
                Map.of("order", 300.0, Usage.LOAD_GENERATOR, 100.0),
                Map.of("order", 500.0, Usage.LOAD_GENERATOR, 60.0));
        assertThat(usage.perOrder(5))
                .containsEntry("warm, CPU per order, ms", 30.0)
                .containsEntry("warm, CPU per order with load generator, ms", 40.0)
                .containsEntry("warm, CPU per order of the whole machine, ms", 100.0)
                .containsEntry("warm, CPU per order of order, ms", 30.0)
                .containsEntry("warm, thread switches per order", 50.0)
                .containsEntry("warm, thread switches per order of the whole machine", 90.0)
                .containsEntry("warm, cores used by other programs", 0.3)
                .containsEntry("warm, cores stolen by other guests", 0.01);
        assertThat(usage.atRest(Map.of("order", 2048L, "cart", 1024L)))
                .containsEntry("at rest, cores", 0.15)
                .containsEntry("at rest, thread switches/s", 250.0)
                .containsEntry("at rest, memory, MB", 3.0)
                .containsEntry("at rest, memory of cart, MB", 1.0);
    }

    @Test
    void aProcessIsFoundByItsArguments() throws IOException {
        write("10/cmdline", "java\0-Dhome=/a b\0-Dname=supervisor\0");
        write("11/cmdline", "java\0-Dhome=/a b\0-Dname=cart\0");
        assertThat(ProcessSample.withArguments(proc, "-Dhome=/a b", "-Dname=supervisor"))
                .contains(10L);
        assertThat(ProcessSample.withArguments(proc, "-Dhome=/a")).isEmpty();
        assertThat(ProcessSample.withArguments(proc, "-Dhome=/a b")).isEmpty();
    }

    @Test
    void aStartTookAllThatTheShopHasUsed() throws IOException {
        ProcessSample before = ProcessSample.take(proc, Map.of(), false);
        machine(1100, 5600);
        ProcessSample after = ProcessSample.take(proc, STACK, false);
        assertThat(Usage.between(at(0, before), at(1_000_000_000L, after)).ofAStart("first start"))
                .containsEntry("first start, CPU, s", 0.36)
                .containsEntry("first start, cores used by other programs", 0.64);
    }

    private static ProcessSample at(long nanos, ProcessSample sample) {
        return new ProcessSample(nanos, sample.machine(), sample.ticks(), sample.switches(), sample.memory());
    }

    private void machine(long busy, long switches) throws IOException {
        write(
                "stat",
                "cpu  " + (busy - 10) + " 1 2 777 888 3 4 8 999 0\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5 6\nctxt " + switches
                        + "\nbtime 3\n");
    }

    /** @param each of the four times: its own in user and system mode, and those of its children */
    private void process(long pid, long parent, String name, long each, long count) throws IOException {
        String times = (each + " ").repeat(4);
        write(
                pid + "/stat",
                pid + " (" + name + ") S " + parent + " 1 1 0 -1 4194560 9 9 9 9 " + times + "20 0 5 0 100 1 1\n");
        write(
                pid + "/task/" + pid + "/status",
                "Name:\t" + name + "\nvoluntary_ctxt_switches:\t" + (count - 1) + "\nnonvoluntary_ctxt_switches:\t1\n");
        write(pid + "/smaps_rollup", "1-2 ---p 00000000 00:00 0 [rollup]\nRss:  9999 kB\nPss:   " + count + " kB\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = proc.resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }
}
