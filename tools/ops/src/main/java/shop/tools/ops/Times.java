package shop.tools.ops;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Times for people: in UTC, as logs have them, and in the zone of whoever asks. */
final class Times {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Times() {}

    /** {@code 2026-11-26 21:44:15.123 UTC (22:44:15 here)} */
    static String of(Instant time, ZoneId here) {
        return DAY.format(time.atOffset(ZoneOffset.UTC)) + " UTC (" + CLOCK.format(time.atZone(here)) + " here)";
    }

    static String of(Instant time) {
        return of(time, ZoneId.systemDefault());
    }

    /** A field that may be missing. */
    static String of(JsonNode field) {
        return parsed(field).map(Times::of).orElse("-");
    }

    static Optional<Instant> parsed(JsonNode field) {
        try {
            return Optional.of(Instant.parse(field.asString("")));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** {@code 3 min 20 s}: two units are enough to decide. */
    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min"
                : seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
    }
}
