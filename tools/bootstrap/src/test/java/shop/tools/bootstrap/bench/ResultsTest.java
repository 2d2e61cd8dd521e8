package shop.tools.bootstrap.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.bootstrap.bench.Results.Side;

class ResultsTest {

    @TempDir
    private Path folder;

    private Path file;
    private Results results;

    @BeforeEach
    void noneYet() {
        file = folder.resolve("a-b.tsv");
        results = new Results(file);
    }

    @Test
    void aRoundIsThereAfterItWasAdded() {
        assertThat(results.has(1, Side.OLD)).isFalse();
        results.add("a and b", 1, Side.OLD, Map.of("start, s", 9.5));
        assertThat(results.has(1, Side.OLD)).isTrue();
        assertThat(results.has(1, Side.NEW)).isFalse();
        assertThat(results.has(11, Side.OLD)).isFalse();
    }

    @Test
    void anotherRunGoesOnInTheSameFile() throws IOException {
        results.add("a and b", 1, Side.OLD, Map.of("start, s", 9.5));
        new Results(file).add("a and b", 1, Side.NEW, Map.of("start, s", 8.0));
        assertThat(Files.readAllLines(file))
                .containsExactly("# a and b", "1\told\tstart, s\t9.5", "1\tnew\tstart, s\t8.0");
        assertThat(results.figures())
                .isEqualTo(Map.of("start, s", Map.of(Side.OLD, Map.of(1, 9.5), Side.NEW, Map.of(1, 8.0))));
    }
}
