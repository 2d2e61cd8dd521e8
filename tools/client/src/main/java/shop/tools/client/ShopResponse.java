package shop.tools.client;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What the shop made of one request. */
public sealed interface ShopResponse {

    /** The shop did what was asked. */
    record Succeeded(int status, JsonNode body) implements ShopResponse {}

    /**
     * The shop understood and declined; asking the same again cannot help.
     *
     * @param code the problem's name in docs/problems.md, or {@code http-<status>} if it has none
     */
    record Refused(int status, String code, String detail) implements ShopResponse {}

    /**
     * It is not known whether the shop did it: no connection, no answer in time, or a 429 or 5xx. Sending again may help.
     *
     * @param connected whether somebody answered at all
     * @param retryAfter how long the shop wants to be left alone; zero if it did not say
     */
    record Unavailable(boolean connected, String reason, Duration retryAfter) implements ShopResponse {}

    /**
     * The body of a response without which a verb cannot go on.
     *
     * @param what was requested, for the sentence to people
     */
    default JsonNode bodyOf(String what) throws VerbFailedException {
        return switch (this) {
            case Succeeded succeeded -> succeeded.body();
            case Refused refused ->
                throw new VerbFailedException(what + " was refused: " + refused.detail() + " (" + refused.code() + ")");
            case Unavailable(boolean connected, String reason, var _) ->
                throw new VerbFailedException(
                        connected
                                ? what + " failed: the shop answered " + reason + ". Look at it with: ./shop status"
                                : "The shop is not running, start it with: ./shop up (" + reason + ")");
        };
    }
}
