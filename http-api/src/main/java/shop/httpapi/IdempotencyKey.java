package shop.httpapi;

import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/**
 * What a client calls one intended change. As a parameter of a controller method it is read from the header
 * {@code Idempotency-Key}; a request without one, or with one that cannot be read, is refused.
 *
 * <p>The header is a string in quotes (draft-ietf-httpapi-idempotency-key-header, RFC 9651 section 3.3.3). The same
 * characters without quotes are the same key. What is neither, such as a quote without its partner or two headers, is
 * refused: two readings of it would be two keys, and with them two changes.
 */
public record IdempotencyKey(String value) {

    public static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 100;

    /**
     * @param headers the values of all headers of this name
     * @throws Problem if that is not one key of 1 to 100 characters
     */
    public static IdempotencyKey of(List<String> headers) {
        if (headers.stream().allMatch(String::isBlank)) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "idempotency-key-missing",
                    "The Idempotency-Key is missing",
                    "Send an Idempotency-Key header: a new one, such as a UUID, for each intended change, and the same"
                            + " one when repeating it.");
        }
        if (headers.size() > 1) {
            throw malformed("must be sent once");
        }
        String key = read(headers.getFirst().strip())
                .orElseThrow(() -> malformed("must be visible ASCII characters, or a string in quotes as in RFC 9651"));
        if (key.isEmpty() || key.length() > LONGEST) {
            throw malformed("must have 1 to " + LONGEST + " characters");
        }
        return new IdempotencyKey(key);
    }

    private static Optional<String> read(String header) {
        // With every character escaped; nothing longer can be a key.
        if (header.length() > 2 * LONGEST + 2) {
            return Optional.empty();
        }
        if (header.startsWith("\"")) {
            return quoted(header);
        }
        return header.chars().allMatch(character -> character > ' ' && isAscii(character) && character != '"')
                ? Optional.of(header)
                : Optional.empty();
    }

    /** RFC 9651, section 4.2.5: a backslash stands before a quote or another backslash, and nowhere else. */
    private static Optional<String> quoted(String header) {
        var key = new StringBuilder();
        int last = header.length() - 1;
        for (int i = 1; i < last; i++) {
            char character = header.charAt(i);
            if (character == '\\') {
                character = header.charAt(++i);
                if (i == last || character != '\\' && character != '"') {
                    return Optional.empty();
                }
            } else if (character == '"' || !isAscii(character)) {
                return Optional.empty();
            }
            key.append(character);
        }
        return last > 0 && header.charAt(last) == '"' ? Optional.of(key.toString()) : Optional.empty();
    }

    private static boolean isAscii(int character) {
        return character >= ' ' && character <= '~';
    }

    private static Problem malformed(String message) {
        return ProblemAdvice.invalid(new ProblemAdvice.InvalidField(HEADER, message));
    }
}
