package shop.build.localservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path folder;

    private Path log;
    private LogTail tail;

    @BeforeEach
    void tail() {
        log = folder.resolve("a.log");
        tail = new LogTail(log);
    }

    @Test
    void lastLinesComeFromTheEnd() throws IOException {
        Files.writeString(log, "line\n".repeat(300_000) + "last but one\nlast");

        assertThat(tail.last(2)).containsExactly("last but one", "last");
        assertThat(new LogTail(log).last(40)).hasSize(40);
    }

    @Test
    void moreIsWhatWasAddedAndIsComplete() throws IOException {
        Files.writeString(log, "one\n");
        tail.last(10);

        append("two\nthr");
        assertThat(tail.more()).containsExactly("two");

        append("ee\n");
        assertThat(tail.more()).containsExactly("three");
        assertThat(tail.more()).isEmpty();
    }

    @Test
    void fileThatWasBegunAgainIsReadFromItsBeginning() throws IOException {
        Files.writeString(log, "a long line of the old file\n");
        tail.last(10);

        Files.writeString(log, "new\n");

        assertThat(tail.more()).containsExactly("new");
    }

    @Test
    void missingFileHasNoLinesYet() throws IOException {
        assertThat(tail.last(10)).isEmpty();
        assertThat(tail.quote()).contains("no output", "a.log");

        Files.writeString(log, "first\n");
        assertThat(tail.more()).containsExactly("first");
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }
}
