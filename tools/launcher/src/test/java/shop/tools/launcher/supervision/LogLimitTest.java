package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLimitTest {

    @TempDir
    private Path folder;

    @Test
    void logThatHasGrownLargeIsEmptiedUnderItsWriter() throws Exception {
        Path log = folder.resolve("kafka.log");
        var limit = new LogLimit(List.of(log, folder.resolve("missing.log")), 100);
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("x".repeat(101).getBytes(StandardCharsets.US_ASCII));
            limit.apply();
            writer.write("after".getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(log).hasContent("after");
        assertThat(folder.resolve("kafka.log.1")).hasSize(101);
    }

    @Test
    void smallLogStaysAsItIs() throws Exception {
        Path log = Files.writeString(folder.resolve("edge.log"), "a line");
        new LogLimit(List.of(log), 100).apply();
        assertThat(log).hasContent("a line");
        assertThat(folder.resolve("edge.log.1")).doesNotExist();
    }
}
