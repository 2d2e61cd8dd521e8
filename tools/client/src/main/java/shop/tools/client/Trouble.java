package shop.tools.client;

import tools.jackson.databind.JsonNode;

/** Why a verb cannot go on, as a sentence with the next step in it. */
final class Trouble extends Exception {

    Trouble(String sentence) {
        super(sentence);
    }

    /** The body of an answer that was hoped for. */
    static JsonNode orDone(String what, Answer answer) throws Trouble {
        return switch (answer) {
            case Answer.Done done -> done.body();
            case Answer.Refused refused ->
                throw new Trouble(what + " was refused: " + refused.detail() + " (" + refused.code() + ")");
            case Answer.Unavailable(boolean connected, String reason, var retryAfter) ->
                throw new Trouble(
                        connected
                                ? what + " failed: the shop answered " + reason + ". Look at it with: ./shop status"
                                : "The shop is not running, start it with: ./shop up (" + reason + ")");
        };
    }
}
