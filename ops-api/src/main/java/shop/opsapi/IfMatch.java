package shop.opsapi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import shop.httpapi.Problem;

/**
 * The version that a caller has seen of what it wants to change, read from {@code If-Match}. As a parameter of an
 * {@link OpsController}'s method it is demanded: nobody changes what he has not looked at.
 */
public record IfMatch(long version) {

    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    /** @throws Problem if the header is missing or is not one version */
    static IfMatch of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw Problem.of(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "if-match-missing",
                    "If-Match is missing",
                    "Read it first, and send the ETag of the answer as If-Match.");
        }
        Matcher tag = TAG.matcher(header.strip());
        if (!tag.matches()) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "invalid-request",
                    "The request is not valid",
                    HttpHeaders.IF_MATCH + " must be the ETag of what is changed, such as \"3\".");
        }
        return new IfMatch(Long.parseLong(tag.group(1)));
    }

    /** The {@code ETag} of an answer that shows this version. */
    public static String tag(long version) {
        return "\"" + version + "\"";
    }

    /** @throws Problem if it has another version meanwhile; it names the version of now */
    public void check(long current) {
        if (version != current) {
            throw Problem.of(
                            HttpStatus.PRECONDITION_FAILED,
                            "changed-meanwhile",
                            "It was changed meanwhile",
                            "Somebody has changed it since you looked. Look at it again before you go on.")
                    .with("version", current);
        }
    }
}
