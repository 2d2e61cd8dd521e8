package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.EventSchemas;
import tools.jackson.databind.JsonNode;

/** What was released never changes. */
class ReleasedSchemasTest {

    static Stream<EventSchemas> released() {
        return EventSchemas.released().stream();
    }

    @ParameterizedTest
    @MethodSource("released")
    void onlyOptionalFieldsAreAddedWithinAVersion(EventSchemas released) {
        Map<String, JsonNode> current = EventSchemas.current().byType();
        assertThat(CompatibilityCheck.breaches(released.byType(), current)).isEmpty();
    }

    /** Checksums as {@code sha256sum} prints them, made at the release. */
    @ParameterizedTest
    @MethodSource("released")
    void releasedFilesAreNeverEdited(EventSchemas released) throws Exception {
        Path sums = released.folder().resolve("SHA256SUMS");
        var expected = new TreeMap<String, String>();
        for (String line : Files.readAllLines(sums)) {
            expected.put(line.substring(66), line.substring(0, 64));
        }
        var actual = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(released.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.equals(sums)) {
                    byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                    String name =
                            "./" + released.folder().relativize(file).toString().replace('\\', '/');
                    actual.put(name, HexFormat.of().formatHex(sum));
                }
            }
        }
        assertThat(actual).isEqualTo(expected);
    }
}
