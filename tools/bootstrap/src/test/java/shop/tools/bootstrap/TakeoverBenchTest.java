package shop.tools.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakeoverBenchTest {

    @Test
    void optionsReachTheMeasurement() {
        assertThat(TakeoverBench.maven(List.of("--silences", "3", "--kills", "20")))
                .contains("-Dit.test=TakeoverMeasurement", "-Dtakeover.silences=3", "-Dtakeover.kills=20");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds 3", "--kills", "--kills 0", "--kills many"})
    void whatMakesNoSenseIsRefused(String options) {
        assertThatThrownBy(() -> TakeoverBench.maven(List.of(options.split(" "))))
                .isInstanceOf(Refusal.class);
    }
}
