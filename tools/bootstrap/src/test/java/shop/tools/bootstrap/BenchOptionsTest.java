package shop.tools.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import shop.tools.bootstrap.BenchOptions.Stage;

class BenchOptionsTest {

    @Test
    void aCommitIsEnough() {
        BenchOptions options = BenchOptions.of(List.of("ab", "main~3"));
        assertThat(options.commit()).isEqualTo("main~3");
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.stages()).containsExactly(Stage.COLD, Stage.SECOND, Stage.WARM, Stage.REST);
        assertThat(options.seconds(40)).isEqualTo(Duration.ofSeconds(40));
        assertThat(options.keep()).isFalse();
    }

    @Test
    void everythingCanBeSaid() {
        BenchOptions options = BenchOptions.of(List.of(
                "ab",
                "v1",
                "--rounds",
                "5",
                "--stages",
                "rate,cold",
                "--length",
                "0.25",
                "--rate",
                "20",
                "--keep",
                "--old-options",
                "",
                "--new-options",
                "--port 9080"));
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.stages()).containsExactly(Stage.COLD, Stage.RATE);
        assertThat(options.seconds(60)).isEqualTo(Duration.ofSeconds(15));
        assertThat(options.seconds(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.rate()).isEqualTo(20);
        assertThat(options.oldOptions()).isEmpty();
        assertThat(options.newOptions()).containsExactly("--port", "9080");
        assertThat(options.keep()).isTrue();
    }

    @Test
    void whatFiguresDoNotDependOnIsNoSetting() {
        assertThat(BenchOptions.of(List.of("ab", "v1", "--rounds", "9", "--keep"))
                        .settings())
                .isEqualTo(BenchOptions.of(List.of("ab", "v1")).settings())
                .isNotEqualTo(
                        BenchOptions.of(List.of("ab", "v1", "--length", "2")).settings());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (List<String> arguments : List.of(
                List.of("ab"),
                List.of("ab", "--rounds", "3"),
                List.of("compare", "v1"),
                List.of("ab", "v1", "--rounds"),
                List.of("ab", "v1", "--rounds", "0"),
                List.of("ab", "v1", "--rounds", "many"),
                List.of("ab", "v1", "--stages", "hot"),
                List.of("ab", "v1", "--colour"))) {
            assertThatThrownBy(() -> BenchOptions.of(arguments))
                    .as("%s", arguments)
                    .isInstanceOf(Refusal.class);
        }
    }
}
