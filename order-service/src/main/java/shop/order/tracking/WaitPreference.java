package shop.order.tracking;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/**
 * How long a client is willing to wait for an answer. Other preferences are ignored, and of several waits the first
 * counts. Source: RFC 7240, sections 2 and 4.3.
 */
final class WaitPreference {

    private static final long MAX_SECONDS = 30;

    private WaitPreference() {}

    /**
     * @param preferences the members of the header's list
     * @return at most 30 seconds, even if the client would wait longer
     * @throws Problem if the wait is no number of seconds
     */
    static Optional<Duration> parse(List<String> preferences) {
        return preferences.stream()
                .map(preference -> preference.split(";", 2)[0].split("=", 2))
                .filter(parts -> parts[0].strip().equalsIgnoreCase("wait"))
                .findFirst()
                .map(parts -> seconds(parts.length == 2 ? parts[1].strip() : ""));
    }

    private static Duration seconds(String text) {
        if (!text.matches("[0-9]{1,10}")) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    "Prefer: wait must be a number of seconds, as in wait=" + MAX_SECONDS + ".");
        }
        return Duration.ofSeconds(Math.min(MAX_SECONDS, Long.parseLong(text)));
    }
}
