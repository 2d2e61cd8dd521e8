package shop.tools.ops;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops breaks}: where a consumer may have lost events, and what puts that right. */
@Command(
        name = "breaks",
        description = "Show where the records of a topic do not follow those that were handled: events may be missing.",
        subcommands = BreaksVerb.Resolve.class)
final class BreaksVerb extends Verb {

    private static final String TOPIC_SUFFIX = ".events";

    @Override
    void run(Services services, Conversation conversation) {
        List<Answer.Done> answers = conversation.done(services.thoseThatKnow(one -> services.get(one, "/breaks")));
        conversation.putAnswers("services", answers);
        Set<String> producers = new LinkedHashSet<>();
        Set<String> resolutions = new LinkedHashSet<>();
        for (Answer.Done answer : answers) {
            for (JsonNode one : answer.body().path("breaks")) {
                String topic = one.path("topic").asString("");
                producers.add(
                        topic.endsWith(TOPIC_SUFFIX)
                                ? topic.substring(0, topic.length() - TOPIC_SUFFIX.length())
                                : topic);
                var ref = new Ref(answer.service(), one.path("id").asString());
                resolutions.add("./shop ops breaks resolve " + ref + " --reason '...'");
                conversation.say(ref + "  " + Times.of(one.path("noticedAt")) + "  "
                        + one.path("consumer").asString("") + ", " + topic + "-"
                        + one.path("partition").asInt() + ": " + text(one));
            }
        }
        if (producers.isEmpty()) {
            conversation.say("No consumer misses anything in its topics.");
            return;
        }
        producers.forEach(
                producer -> conversation.next("./shop ops republish " + producer + " --follow --reason '...'"));
        resolutions.forEach(conversation::next);
    }

    private static String text(JsonNode one) {
        long from = one.path("from").asLong(0);
        long to = one.path("to").asLong(0);
        return switch (one.path("kind").asString("")) {
            case "GAP" -> "the records from " + from + " to before " + to + " never came";
            case "CUT" -> "the topic ends at " + to + ", but was handled up to " + from;
            case "RECREATED" -> "the topic was made again; what came after " + from + " on the old one never came";
            default -> one.path("kind").asString("") + " from " + from + " to " + to;
        };
    }

    /** {@code breaks resolve} */
    @Command(name = "resolve", description = "CHANGES: write down that it is repaired. It is not shown any more.")
    static final class Resolve extends Verb {

        @Parameters(paramLabel = "ID", converter = Ref.Converter.class, description = "As \"breaks\" prints it.")
        private Ref ref = new Ref("", "");

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "What was done about it; at least 10 characters.")
        private String reason = "";

        @Option(names = "--ticket", paramLabel = "REF", description = "Where it is discussed.")
        private @Nullable String ticket;

        @Override
        void run(Services services, Conversation conversation) {
            var body = new HashMap<String, Object>();
            body.put("reason", reason);
            if (ticket != null) {
                body.put("ticket", ticket);
            }
            JsonNode answer = Conversation.demand(
                            services.post(ref.service(), "/breaks/" + ref.id() + "/resolve", body))
                    .body();
            conversation.put("resolved", answer);
            conversation.say(ref + " is resolved.");
            conversation.next("./shop audit");
        }
    }
}
