package shop.tools.client;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What became of one request to the shop. */
sealed interface Answer {

    /** The shop did what was asked. */
    record Done(int status, JsonNode body) implements Answer {}

    /**
     * The shop understood and declined; asking the same again cannot help.
     *
     * @param code the problem's name in docs/problems.md, or {@code http-<status>} if it has none
     */
    record Refused(int status, String code, String detail) implements Answer {}

    /**
     * Nobody knows whether the shop did it: no connection, no answer in time, or a 429 or 5xx. Asking again may help.
     *
     * @param connected whether somebody answered at all
     * @param retryAfter how long the shop wants to be left alone; zero if it did not say
     */
    record Unavailable(boolean connected, String reason, Duration retryAfter) implements Answer {}
}
