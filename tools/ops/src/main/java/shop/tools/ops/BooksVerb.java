package shop.tools.ops;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops books}: adds the stock up again, from deliveries and events, and compares. */
@Command(
        name = "books",
        description = {
            "Add the stock up again, from deliveries and published events, and compare it with the tables, SKU by SKU.",
            "Changes nothing. Exit code 4 if something differs."
        })
final class BooksVerb extends Verb {

    @Override
    void run(Services services, Conversation conversation) {
        for (Answer.Done answer :
                conversation.done(services.thoseThatKnow(service -> services.get(service, "/books/verify")))) {
            JsonNode report = answer.body();
            conversation.put(answer.service(), report);
            conversation.say(answer.service() + ", as of " + Times.of(report.path("at")) + ": "
                    + report.path("events").asLong() + " events counted, "
                    + report.path("unreadable").asLong() + " records that are none");
            report.path("gaps").forEach(gap -> conversation.say("  " + gap.asString()));
            if (report.path("carried").asLong(0) > 0) {
                conversation.say("  The events of " + report.path("carried").asLong()
                        + " older orders are gone; what the table says of them is taken.");
            }
            for (JsonNode difference : report.path("differences")) {
                conversation.say("  " + difference.path("of").asString() + ", "
                        + difference.path("figure").asString() + ": the books say "
                        + difference.path("books").asLong() + ", the table "
                        + difference.path("table").asLong());
            }
            report.path("examples").forEach(example -> conversation.say("  " + example.asString()));
            if (report.path("differences").isEmpty()) {
                conversation.say("  The tables agree with the books.");
            } else {
                conversation.endsWith(ExitCodes.PARTIAL);
                report.path("examples").forEach(example -> order(example.asString(""), conversation));
            }
        }
    }

    /** An example begins with the order that it is about. */
    private static void order(String example, Conversation conversation) {
        if (example.startsWith("order ")) {
            conversation.next("./shop ops order " + example.substring("order ".length(), example.indexOf(':')));
        }
    }
}
