package shop.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FaultsCommandTest {

    private final StringWriter said = new StringWriter();

    @Test
    void everyFaultIsListedWithTheWayItIsMade() {
        assertThat(run("--list")).isZero();

        assertThat(said.toString().lines().filter(line -> !line.startsWith(" ")))
                .hasSize(Faults.ALL.size());
        assertThat(said.toString()).contains("kill-order", "kill -9", "slot-dropped");
    }

    @Test
    void anUnknownFaultIsRefusedWithTheNamesThereAre() {
        assertThat(run("--only", "kill-order,earthquake")).isEqualTo(2);

        assertThat(said.toString()).contains("There is no fault earthquake. There are: ", "kill-order", "slot-dropped");
    }

    @Test
    void aCountOfSeedsThatMakesNoSenseIsRefused() {
        assertThat(run("--seeds", "0")).isEqualTo(2);
        assertThat(said.toString()).contains("--seeds takes how many, from 1 to 1000, not 0.");
        assertThat(run("--seeds", "many")).isEqualTo(2);
        assertThat(run("--seeds", "2", "--seed", "7")).isEqualTo(2);
        assertThat(said.toString()).contains("Either --seeds N, how many, or --seed S, which one.");
    }

    @Test
    void namesAreUniqueAndTheBriefOnesExist() {
        List<String> names = Faults.ALL.stream().map(Fault::name).toList();

        assertThat(names).doesNotHaveDuplicates();
        assertThat(Set.copyOf(names)).containsAll(Faults.BRIEF);
    }

    @Test
    void aSeedAndAFaultMakeTheSameChoicesAgain() {
        assertThat(choices(7, "kill-order")).isEqualTo(choices(7, "kill-order")).isNotEqualTo(choices(8, "kill-order"));
    }

    private static List<Integer> choices(long seed, String fault) {
        var moments = new Moments(seed, fault);
        return IntStream.range(0, 20).map(_ -> moments.upTo(1000)).boxed().collect(Collectors.toList());
    }

    private int run(String... arguments) {
        return new CommandLine(new FaultsCommand())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }
}
