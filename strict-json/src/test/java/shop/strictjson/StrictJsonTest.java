package shop.strictjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class StrictJsonTest {

    private static final JsonMapper JSON =
            StrictJson.configure(JsonMapper.builder()).build();

    record Everything(int count, long amount, boolean paid, String text, Instant at, UUID id) {}

    private static final Map<String, String> RIGHT = Map.of(
            "count", "7",
            "amount", "70000000000",
            "paid", "true",
            "text", "\"7\"",
            "at", "\"2026-11-22T10:00:00Z\"",
            "id", "\"019a0000-0000-7000-8000-000000000001\"");

    @Test
    void valuesOfTheRightTypeAreTaken() {
        assertThat(read(RIGHT))
                .isEqualTo(new Everything(
                        7,
                        70_000_000_000L,
                        true,
                        "7",
                        Instant.parse("2026-11-22T10:00:00Z"),
                        UUID.fromString("019a0000-0000-7000-8000-000000000001")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    count  | "7"
                    count  | ""
                    count  | 7.5
                    count  | 7.0
                    count  | true
                    count  | null
                    count  | 3000000000
                    amount | "7"
                    amount | 7.5
                    amount | 9223372036854775808
                    paid   | "true"
                    paid   | 1
                    text   | 7
                    text   | 7.5
                    text   | true
                    text   | {}
                    text   | ["7"]
                    at     | 1700000000
                    at     | 1700000000.5
                    at     | "1700000000"
                    at     | "2026-11-22"
                    at     | ""
                    at     | {}
                    id     | "7"
                    id     | 7
                    """)
    void valueOfAnotherTypeIsRefused(String field, String value) {
        var fields = new HashMap<>(RIGHT);
        fields.put(field, value);
        assertThatThrownBy(() -> read(fields)).isInstanceOf(JacksonException.class);
    }

    private static Everything read(Map<String, String> fields) {
        String json = fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        return JSON.readValue(json, Everything.class);
    }
}
