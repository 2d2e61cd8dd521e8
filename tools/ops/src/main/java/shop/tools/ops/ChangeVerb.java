package shop.tools.ops;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Edits and discards of letters between the one who asks and the one who approves: verbs of {@link LetterVerb}. */
final class ChangeVerb {

    private ChangeVerb() {}

    /** Asks for a change of a letter, and says who has to go on. */
    static void request(
            Services services, Conversation conversation, Ref letter, String etag, Map<String, Object> body) {
        JsonNode asked = Conversation.demand(
                        services.post(letter.service(), "/letters/" + letter.id() + "/changes", etag, body))
                .body();
        var change = new Ref(letter.service(), asked.path("id").asString());
        conversation.put("change", asked);
        conversation.say(line(letter.service(), asked));
        conversation.say("Nothing is changed yet. Another person with the role approver lets it happen, until "
                + Times.of(asked.path("expiresAt")) + ".");
        conversation.next("./shop ops letter approve " + change);
    }

    /** {@code order/5  EDIT of letter order/17  REQUESTED  by ada: the number was wrong} */
    private static String line(String service, JsonNode change) {
        String answer = change.path("answer").asString("");
        String decidedBy = change.path("decidedBy").asString("");
        return new Ref(service, change.path("id").asString()) + "  "
                + change.path("verb").asString() + " of letter "
                + new Ref(service, change.path("letter").asString())
                + (answer.isEmpty() ? "" : ", answer " + answer) + "  "
                + change.path("state").asString()
                + (decidedBy.isEmpty() ? "" : " by " + decidedBy) + "  asked by "
                + change.path("requestedBy").asString() + ": "
                + change.path("reason").asString();
    }

    private static boolean isOpen(JsonNode change) {
        return change.path("state").asString("").equals("REQUESTED");
    }

    /** {@code letter changes} */
    @Command(name = "changes", description = "List the edits and discards that were asked for, in all services.")
    static final class Changes extends Verb {

        @Override
        void run(Services services, Conversation conversation) {
            List<Answer.Done> answers =
                    conversation.done(services.thoseThatKnow(service -> services.get(service, "/changes")));
            conversation.putAnswers("services", answers);
            boolean any = false;
            for (Answer.Done answer : answers) {
                for (JsonNode change : answer.body().path("changes")) {
                    any = true;
                    conversation.say(line(answer.service(), change));
                    if (isOpen(change)) {
                        conversation.next("./shop ops letter change "
                                + new Ref(answer.service(), change.path("id").asString()) + " --payload");
                    }
                }
            }
            if (!any) {
                conversation.say("Nobody has asked for a change.");
                conversation.next("./shop ops waiting");
            }
        }
    }

    /** {@code letter change} */
    @Command(
            name = "change",
            description =
                    "Show a change that was asked for. Its payload is shown only with --payload, which is written down.")
    static final class Change extends Verb {

        @Parameters(paramLabel = "CHANGE", converter = Ref.Converter.class, description = "Such as order/5.")
        private Ref change = new Ref("", "");

        @Option(
                names = "--payload",
                description = "Show the payload of an edit too: personal data. The look is written to the audit trail.")
        private boolean payload;

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode found = Conversation.demand(services.get(change.service(), "/changes/" + change.id()))
                    .body();
            conversation.put("change", found);
            conversation.say(line(change.service(), found));
            if (payload && found.path("verb").asString("").equals("EDIT")) {
                JsonNode shown = Conversation.demand(
                                services.get(change.service(), "/changes/" + change.id() + "/payload"))
                        .body();
                conversation.put("payload", shown);
                conversation.say("  payload   " + shown.path("payload").asString("-"));
            }
            if (isOpen(found)) {
                conversation.next("./shop ops letter approve " + change);
                conversation.next("./shop ops letter withdraw " + change);
            } else {
                conversation.next("./shop ops letter show "
                        + new Ref(change.service(), found.path("letter").asString()));
            }
        }
    }

    /** {@code letter approve} */
    @Command(
            name = "approve",
            description = {
                "CHANGES: let an edit or a discard happen that another person has asked for.",
                "Look at it first with: ./shop ops letter change CHANGE --payload"
            })
    static final class Approve extends Verb {

        @Parameters(paramLabel = "CHANGE", converter = Ref.Converter.class, description = "Such as order/5.")
        private Ref change = new Ref("", "");

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode approved = Conversation.demand(
                            services.post(change.service(), "/changes/" + change.id() + "/approve", Map.of()))
                    .body();
            conversation.put("change", approved);
            conversation.say(line(change.service(), approved));
            var letter = new Ref(change.service(), approved.path("letter").asString());
            if (approved.path("verb").asString("").equals("EDIT")) {
                conversation.next("./shop ops redrive --letter " + letter + " --reason "
                        + Printable.quoted(approved.path("reason").asString()));
            } else {
                conversation.next("./shop ops letter show " + letter);
            }
        }
    }

    /** {@code letter withdraw} */
    @Command(name = "withdraw", description = "CHANGES: take back what was asked for.")
    static final class Withdraw extends Verb {

        @Parameters(paramLabel = "CHANGE", converter = Ref.Converter.class, description = "Such as order/5.")
        private Ref change = new Ref("", "");

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode withdrawn = Conversation.demand(
                            services.post(change.service(), "/changes/" + change.id() + "/withdraw", Map.of()))
                    .body();
            conversation.put("change", withdrawn);
            conversation.say(line(change.service(), withdrawn));
            conversation.next("./shop ops letter show "
                    + new Ref(change.service(), withdrawn.path("letter").asString()));
        }
    }
}
