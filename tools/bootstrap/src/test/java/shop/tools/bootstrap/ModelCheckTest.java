package shop.tools.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import shop.tools.bootstrap.ModelCheck.Options;

class ModelCheckTest {

    @Test
    void optionsHaveDefaults() {
        assertThat(Options.of(List.of("--model"))).isEqualTo(new Options(1_000_000, 1));
        assertThat(Options.of(List.of("--model", "--seed", "-7", "--interleavings", "5")))
                .isEqualTo(new Options(5, -7));
    }

    @Test
    void whatMakesNoSenseIsRefusedInWords() {
        assertThatThrownBy(() -> Options.of(List.of("--model", "--interleavings", "0")))
                .isInstanceOf(Refusal.class)
                .hasMessage("--interleavings takes a whole number from 1 on, not 0.");
        assertThatThrownBy(() -> Options.of(List.of("--model", "--seed", "first")))
                .isInstanceOf(Refusal.class)
                .hasMessage("--seed takes a whole number, not first.");
        assertThatThrownBy(() -> Options.of(List.of("--model", "--seed")))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("--seed needs a number.");
        assertThatThrownBy(() -> Options.of(List.of("--model", "--fast")))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("There is no option --fast of --model.");
    }
}
