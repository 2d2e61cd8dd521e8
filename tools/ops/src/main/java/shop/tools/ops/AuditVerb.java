package shop.tools.ops;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops audit}: who did what, and whether the trail is whole. */
@Command(
        name = "audit",
        description = "Show what operators did, of all services by time; or prove that no row was changed or removed.")
final class AuditVerb extends Verb {

    @Option(names = "--verify", description = "Read every row and check the chain of hashes. Exit 3 if it is broken.")
    private boolean verify;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many rows. Default: 20.")
    private int limit = 20;

    @Override
    void run(Services services, Conversation conversation) {
        if (verify) {
            verify(services, conversation);
        } else {
            show(services, conversation);
        }
    }

    private static void verify(Services services, Conversation conversation) {
        List<Answer.Done> answers = conversation.done(services.all(service -> services.get(service, "/audit/verify")));
        conversation.putAnswers("services", answers);
        for (Answer.Done answer : answers) {
            JsonNode found = answer.body();
            boolean sound = found.path("sound").asBoolean(false);
            conversation.say("%-10s %s"
                    .formatted(
                            answer.service(),
                            sound
                                    ? found.path("rows").asLong() + " rows, whole; last hash "
                                            + found.path("hash").asString()
                                    : "BROKEN. " + found.path("problem").asString()));
            if (!sound) {
                conversation.endsWith(ExitCodes.REFUSED);
                conversation.say("           " + found.path("rows").asLong()
                        + " rows before it are whole. The log of the service has the hash of each row as it was written:"
                        + " look for \"Audit " + found.path("number").asLong() + ":\".");
                conversation.next("./shop logs " + answer.service());
            }
        }
    }

    private record Row(String service, JsonNode content) {}

    private void show(Services services, Conversation conversation) {
        List<Answer.Done> answers =
                conversation.done(services.all(service -> services.get(service, "/audit?limit=" + limit)));
        conversation.putAnswers("services", answers);
        var rows = new ArrayList<Row>();
        answers.forEach(answer -> answer.body().path("rows").forEach(row -> rows.add(new Row(answer.service(), row))));
        rows.sort(Comparator.comparing(row -> row.content().path("at").asString("")));
        if (rows.isEmpty()) {
            conversation.say("Nobody has done anything that is written down.");
        }
        rows.stream().skip(Math.max(0, rows.size() - limit)).forEach(row -> conversation.say(line(row)));
        conversation.next("./shop ops audit --verify");
    }

    private static String line(Row row) {
        JsonNode content = row.content();
        String reason = content.path("reason").asString("");
        String ticket = content.path("ticket").asString("");
        return Times.of(content.path("at")) + "  " + row.service() + " "
                + content.path("number").asLong() + "  "
                + content.path("actor").asString() + "  " + content.path("verb").asString() + "  "
                + content.path("target").asString() + (reason.isEmpty() ? "" : "  because: " + reason)
                + (ticket.isEmpty() ? "" : "  (" + ticket + ")");
    }
}
