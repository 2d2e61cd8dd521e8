package shop.opsapi;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/** Why somebody changes something, in words that a colleague understands a year later. No personal data. */
public record Reason(String text) {

    /** A terminal or a log would obey them. */
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

    private static final int SHORTEST = 10;
    private static final int LONGEST = 1_000;

    /** @throws Problem if there is none, or none of 10 to 1,000 characters */
    public static Reason of(@Nullable String text) {
        String stripped =
                text == null ? "" : CONTROLS.matcher(text).replaceAll(" ").strip();
        if (stripped.length() < SHORTEST || stripped.length() > LONGEST) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "reason-missing",
                    "A reason is missing",
                    "Say why, in " + SHORTEST + " to " + LONGEST + " characters. It is kept in the audit trail.");
        }
        return new Reason(stripped);
    }
}
