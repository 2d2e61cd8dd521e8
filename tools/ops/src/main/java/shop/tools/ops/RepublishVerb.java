package shop.tools.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops republish}: what consumers have lost or skipped comes once more from the outbox that had published it. */
@Command(
        name = "republish",
        description = {
            "CHANGES: publish events of a service's outbox again, for consumers that have lost or skipped them. Who has handled an",
            "event already drops it. An outbox keeps its events for seven days."
        },
        subcommands = {RepublishVerb.Show.class, RepublishVerb.Stop.class})
final class RepublishVerb extends Verb {

    private static final Duration LOOK = Duration.ofSeconds(1);

    @Parameters(
            paramLabel = "SERVICE",
            arity = "0..1",
            description =
                    "Whose events: checkout, inventory or order. Without it, what was asked for so far is listed.")
    private @Nullable String service;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type; may be repeated.")
    private List<String> types = List.of();

    @Option(names = "--order", paramLabel = "ID", description = "Only events of this order; may be repeated.")
    private List<String> orders = List.of();

    @Option(names = "--since", paramLabel = "TIME", description = "Only events from then on: 2026-11-27T06:00:00Z.")
    private @Nullable Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only events from before.")
    private @Nullable Instant until;

    @Option(names = "--rate", paramLabel = "R", description = "At most R events a second; 500.")
    private @Nullable Integer rate;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it is needed; at least 10 characters.")
    private @Nullable String reason;

    @Option(names = "--ticket", paramLabel = "REF", description = "Where it is discussed.")
    private @Nullable String ticket;

    @Option(names = "--follow", description = "Stay until all is published. To leave (Ctrl-C) stops nothing.")
    private boolean follow;

    @Override
    void run(Services services, Conversation conversation) {
        if (service == null) {
            list(services, conversation);
            return;
        }
        if (reason == null) {
            throw new OpsFailure(ExitCodes.USAGE, "Say why: --reason '...', at least 10 characters.");
        }
        JsonNode asked = Conversation.demand(services.post(service, "/republications", body()))
                .body();
        var ref = new Ref(service, asked.path("id").asString());
        say(ref, asked, conversation);
        end(ref, follow ? follow(services, ref, asked, conversation) : asked, conversation);
    }

    private Map<String, Object> body() {
        var body = new HashMap<String, Object>();
        body.put("types", types);
        body.put("keys", orders);
        body.put("reason", String.valueOf(reason));
        if (since != null) {
            body.put("since", since.toString());
        }
        if (until != null) {
            body.put("until", until.toString());
        }
        if (rate != null) {
            body.put("rate", rate);
        }
        if (ticket != null) {
            body.put("ticket", ticket);
        }
        return body;
    }

    /** The services that have an outbox; the others answer that they know nothing of it. */
    private static void list(Services services, Conversation conversation) {
        List<Answer.Done> answers =
                conversation.done(services.thoseThatKnow(one -> services.get(one, "/republications?limit=20")));
        conversation.putAnswers("services", answers);
        answers.forEach(answer -> answer.body()
                .path("republications")
                .forEach(one -> say(new Ref(answer.service(), one.path("id").asString()), one, conversation)));
        conversation.next("./shop ops breaks");
    }

    private static JsonNode follow(Services services, Ref ref, JsonNode asked, Conversation conversation) {
        JsonNode now = asked;
        while (now.path("state").asString("").equals("RUNNING")) {
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
            JsonNode before = now;
            now = read(services, ref);
            if (!now.equals(before)) {
                say(ref, now, conversation);
            }
        }
        return now;
    }

    private static JsonNode read(Services services, Ref ref) {
        return Conversation.demand(services.get(ref.service(), "/republications/" + ref.id()))
                .body();
    }

    private static void say(Ref ref, JsonNode one, Conversation conversation) {
        conversation.say(ref + "  " + one.path("state").asString("") + "  "
                + one.path("published").asLong(0) + " of " + one.path("events").asLong(0)
                + " events published again, by "
                + one.path("requestedBy").asString("-") + ": "
                + one.path("reason").asString("-"));
    }

    private static void end(Ref ref, JsonNode one, Conversation conversation) {
        conversation.put("republication", one);
        conversation.next(
                one.path("state").asString("").equals("RUNNING")
                        ? "./shop ops republish show " + ref + " --follow"
                        : "./shop ops breaks");
    }

    /** {@code republish show} */
    @Command(name = "show", description = "Show how far it is.")
    static final class Show extends Verb {

        @Parameters(paramLabel = "ID", converter = Ref.Converter.class, description = "As it was printed.")
        private Ref ref = new Ref("", "");

        @Option(names = "--follow", description = "Stay until all is published.")
        private boolean follow;

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode one = read(services, ref);
            say(ref, one, conversation);
            end(ref, follow ? follow(services, ref, one, conversation) : one, conversation);
        }
    }

    /** {@code republish stop} */
    @Command(name = "stop", description = "CHANGES: end it. What is published again stays so.")
    static final class Stop extends Verb {

        @Parameters(paramLabel = "ID", converter = Ref.Converter.class, description = "As it was printed.")
        private Ref ref = new Ref("", "");

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode one = Conversation.demand(
                            services.post(ref.service(), "/republications/" + ref.id() + "/stop", Map.of()))
                    .body();
            say(ref, one, conversation);
            end(ref, one, conversation);
        }
    }
}
