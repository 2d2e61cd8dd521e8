package shop.tools.ops;

import java.util.List;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops waiting}: everything that has stopped, by cause. */
@Command(
        name = "waiting",
        description =
                "Show which events could not be handled, grouped by cause, and which later ones wait behind them.")
final class WaitingVerb extends Verb {

    @Override
    void run(Services services, Conversation conversation) {
        List<Answer> asked = services.thoseThatKnow(service -> services.get(service, "/waiting"));
        List<Answer.Done> answers = conversation.done(asked);
        conversation.putAnswers("services", answers);
        long letters = 0;
        for (Answer.Done answer : answers) {
            letters += answer.body().path("openLetters").asLong();
            for (JsonNode group : answer.body().path("groups")) {
                say(group, conversation);
            }
        }
        boolean all = answers.size() == asked.size();
        if (letters == 0) {
            conversation.say(all ? "Nothing waits." : "Nothing waits in the services that answered.");
        }
    }

    private static void say(JsonNode group, Conversation conversation) {
        String fingerprint = group.path("fingerprint").asString("-");
        conversation.say(group.path("consumer").asString() + "  "
                + group.path("type").asString("-") + "  fingerprint " + fingerprint);
        conversation.say(
                "  " + group.path("error").asString("-").lines().findFirst().orElse("-"));
        conversation.say("  keys " + group.path("keys").asLong() + ", letters "
                + group.path("letters").asLong()
                + ", oldest since " + Times.of(group.path("oldest")) + ", shoppers without an answer "
                + group.path("shoppersWaiting").asLong());
        conversation.next("./shop ops redrive --fingerprint " + Printable.quoted(fingerprint)
                + " --canary 1 --reason 'WHY IT WORKS NOW'");
    }
}
