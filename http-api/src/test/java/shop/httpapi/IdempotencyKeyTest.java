package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '\0',
            value = {"8e03978e \"8e03978e\"", "a,b;c=d \"a,b;c=d\"", "it's \"it's\"", "back\\slash \"back\\\\slash\""})
    void sameCharactersInQuotesAreTheSameKey(String bare, String quoted) {
        assertThat(IdempotencyKey.of(List.of(quoted))).isEqualTo(IdempotencyKey.of(List.of(bare)));
    }

    @Test
    void quotesMayHoldWhatABareKeyMayNot() {
        assertThat(IdempotencyKey.of(List.of("\"two words\"")).value()).isEqualTo("two words");
        assertThat(IdempotencyKey.of(List.of("\"a \\\"quote\\\"\"")).value()).isEqualTo("a \"quote\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"open",
                "shut\"",
                "in\"side",
                "\"a\"b",
                "\"a\";v=1",
                "\"a\", \"b\"",
                "\"a\\n\"",
                "\"a\\\"",
                "two words",
                "caf\u00e9",
                "\"caf\u00e9\"",
                "tab\tinside",
                "\"tab\tinside\"",
                "\"\""
            })
    void whatIsNoKeyIsRefused(String header) {
        assertRefused(List.of(header));
    }

    @Test
    void keyHasAtMostAHundredCharacters() {
        assertThat(IdempotencyKey.of(List.of("\"" + "\\\"".repeat(100) + "\"")).value())
                .hasSize(100);

        assertRefused(List.of("k".repeat(101)));
        assertRefused(List.of("\"" + "k".repeat(101) + "\""));
    }

    @Test
    void twoHeadersAreNoKey() {
        assertRefused(List.of("a", "b"));
        assertRefused(List.of("a", ""));
    }

    private static void assertRefused(List<String> headers) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> IdempotencyKey.of(headers))
                .satisfies(problem -> {
                    assertThat(problem.getBody().getProperties()).containsEntry("code", "invalid-request");
                    assertThat(problem.getBody().getDetail()).startsWith("Idempotency-Key must ");
                });
    }
}
