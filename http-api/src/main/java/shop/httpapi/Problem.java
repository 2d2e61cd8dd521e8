package shop.httpapi;

import java.net.URI;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A refusal with a name. Thrown at the edge of an API it becomes an RFC 9457 problem document.
 *
 * <p>The code is the anchor in docs/problems.md and never changes its meaning; the detail is a sentence for shoppers that
 * names the next step.
 */
public final class Problem extends ErrorResponseException {

    /** Where the types resolve to; relative, so that every environment serves its own copy. */
    static final String TYPES = "/docs/problems.md#";

    private Problem(HttpStatus status, ProblemDetail body) {
        super(status, body, null);
    }

    public static Problem of(HttpStatus status, String code, String title, String detail) {
        return new Problem(status, body(status, code, title, detail));
    }

    /** Adds an extension member to the document. */
    public Problem with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    /** Tells the client when to try again. */
    public Problem retryAfter(Duration delay) {
        getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, delay.toSeconds())));
        return this;
    }

    static ProblemDetail body(HttpStatus status, String code, String title, String detail) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create(TYPES + code));
        body.setTitle(title);
        body.setProperty("code", code);
        return body;
    }
}
