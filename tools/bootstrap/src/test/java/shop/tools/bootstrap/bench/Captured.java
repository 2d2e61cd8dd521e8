package shop.tools.bootstrap.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What verbs of this version and of commit 7c19c7f have written. */
final class Captured {

    private Captured() {}

    static String output(String file) throws IOException {
        try (var text = Objects.requireNonNull(Captured.class.getResourceAsStream(file), file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
