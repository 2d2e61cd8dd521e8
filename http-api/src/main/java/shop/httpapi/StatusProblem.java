package shop.httpapi;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The problem of a refusal that has only a status, because the server or the framework made it. What is wrong in a way of its own
 * is a {@code bad-request}, whatever its status.
 */
final class StatusProblem {

    private StatusProblem() {}

    /** @param status 400 or more */
    static Problem of(HttpStatusCode status) {
        HttpStatus known = HttpStatus.resolve(status.value());
        return switch (known) {
            case NOT_FOUND -> Problem.of(known, "not-found", "Nothing is here", "There is nothing at this address.");
            case METHOD_NOT_ALLOWED ->
                Problem.of(
                        known,
                        "method-not-allowed",
                        "Method not allowed",
                        "The method is not possible at this address.");
            case NOT_ACCEPTABLE ->
                Problem.of(known, "not-acceptable", "Not acceptable", "The client accepts no answer that there is.");
            case REQUEST_TIMEOUT ->
                Problem.of(
                        known,
                        "body-too-slow",
                        "The request body came too slowly",
                        "The request body came too slowly.");
            case CONTENT_TOO_LARGE ->
                Problem.of(
                        known,
                        "body-too-large",
                        "The request body is too large",
                        "The request body has more bytes than are read.");
            case UNSUPPORTED_MEDIA_TYPE ->
                Problem.of(
                        known,
                        "unsupported-media-type",
                        "The body is not JSON",
                        "Send the body as JSON in UTF-8, with Content-Type: application/json.");
            case SERVICE_UNAVAILABLE ->
                Problem.of(
                        known,
                        "service-unavailable",
                        "Service unavailable",
                        "The service cannot answer at the moment. Please try again in a moment.");
            case null, default ->
                isClients(status)
                        ? Problem.of(
                                known == null ? HttpStatus.BAD_REQUEST : known,
                                "bad-request",
                                "Bad request",
                                "The request is not one that this service can read.")
                        : Problem.of(
                                HttpStatus.INTERNAL_SERVER_ERROR,
                                "internal-error",
                                "Internal error",
                                "Something went wrong on our side. Please try again.");
        };
    }

    /** What is not implemented, such as a coding or a version of HTTP, the client must not send. */
    private static boolean isClients(HttpStatusCode status) {
        return status.is4xxClientError()
                || status.isSameCodeAs(HttpStatus.NOT_IMPLEMENTED)
                || status.isSameCodeAs(HttpStatus.HTTP_VERSION_NOT_SUPPORTED);
    }
}
