package shop.tools.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops redrive}: dead letters back to their handlers, in order. First a plan, then its run. */
@Command(
        name = "redrive",
        description = {
            "Plan a redrive: dead letters are given to their handlers again, each key in order. A plan changes nothing;",
            "it is a list that stays as it is shown. It runs with: ./shop ops redrive run PLAN"
        },
        subcommands = {
            RedriveVerb.Run.class,
            RedriveVerb.Show.class,
            RedriveVerb.Pause.class,
            RedriveVerb.Resume.class,
            RedriveVerb.Stop.class
        })
final class RedriveVerb extends Verb {

    private static final Set<String> ENDED = Set.of("DONE", "STOPPED", "CANCELLED", "FAILED", "EXPIRED");
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Option(
            names = "--fingerprint",
            paramLabel = "F",
            description = "All letters of one cause; ./shop ops waiting names the causes.")
    private @Nullable String fingerprint;

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "All letters of one key, which is an order's id; with --consumer.")
    private @Nullable String key;

    @Option(names = "--consumer", paramLabel = "C", description = "Whose letters.")
    private @Nullable String consumer;

    @Option(
            names = "--letter",
            paramLabel = "LETTER",
            converter = Ref.Converter.class,
            description = "The letters of its key, up to and with this one, such as order/17.")
    private @Nullable Ref letter;

    @Option(names = "--canary", paramLabel = "N", description = "Try N keys first, and stop if one of them fails.")
    private @Nullable Integer canary;

    @Option(names = "--rate", paramLabel = "R", description = "At most R letters a second.")
    private @Nullable Integer rate;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it works now; at least 10 characters.")
    private @Nullable String reason;

    @Option(names = "--ticket", paramLabel = "REF", description = "Where it is discussed.")
    private @Nullable String ticket;

    @Override
    void run(Services services, Conversation conversation) {
        if (reason == null) {
            throw new OpsFailure(ExitCodes.USAGE, "Say why it works now: --reason 'at least ten characters'");
        }
        List<Answer.Done> plans = new ArrayList<>();
        for (String service : owners(services, conversation)) {
            plans.add(Conversation.demand(services.post(service, "/redrives", body())));
        }
        conversation.putAnswers("plans", plans);
        for (Answer.Done plan : plans) {
            JsonNode content = plan.body();
            var ref = new Ref(plan.service(), content.path("id").asString());
            conversation.say("Plan " + ref + ": " + content.path("letters").asLong() + " letters of "
                    + content.path("keys").asLong() + " keys, hash "
                    + content.path("hash").asString("-")
                    + ", valid until " + Times.of(content.path("expiresAt")));
            for (JsonNode item :
                    content.path("items").isArray() ? content.path("items") : Services.JSON.createArrayNode()) {
                conversation.say("  " + item.path("consumer").asString("") + "  "
                        + item.path("key").asString("") + "  "
                        + item.path("letters").asString(""));
            }
            conversation.next("./shop ops redrive run " + ref + " --follow");
        }
    }

    private List<String> owners(Services services, Conversation conversation) {
        if (letter != null && fingerprint == null && key == null) {
            return List.of(letter.service());
        }
        if (key != null && consumer != null && fingerprint == null && letter == null) {
            return List.of(KeyVerb.serviceOf(consumer));
        }
        if (fingerprint == null || key != null || letter != null) {
            throw new OpsFailure(
                    ExitCodes.USAGE,
                    "Say which letters: --fingerprint F, or --consumer C --key K, or --letter SERVICE/ID."
                            + " What waits is shown by: ./shop ops waiting");
        }
        List<String> owners =
                conversation.done(services.thoseThatKnow(service -> services.get(service, "/waiting"))).stream()
                        .filter(answer -> answer.body()
                                .path("groups")
                                .valueStream()
                                .anyMatch(group ->
                                        group.path("fingerprint").asString("").equals(fingerprint)))
                        .map(Answer.Done::service)
                        .toList();
        if (owners.isEmpty()) {
            throw new OpsFailure(
                    ExitCodes.USAGE,
                    "No letter that waits has the fingerprint " + fingerprint + ". See: ./shop ops waiting");
        }
        return owners;
    }

    private Map<String, Object> body() {
        var body = new HashMap<String, Object>();
        putIfGiven(body, "fingerprint", fingerprint);
        putIfGiven(body, "key", key);
        putIfGiven(body, "consumer", consumer);
        putIfGiven(body, "letter", letter == null ? null : letter.id());
        putIfGiven(body, "canary", canary);
        putIfGiven(body, "rate", rate);
        putIfGiven(body, "reason", reason);
        putIfGiven(body, "ticket", ticket);
        return body;
    }

    private static void putIfGiven(Map<String, Object> body, String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    static String counts(JsonNode job) {
        String counts = job.path("counts")
                .propertyStream()
                .map(one -> one.getKey() + " "
                        + one.getValue().asString(one.getValue().toString()))
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "nothing done yet" : counts;
    }

    private static void say(Ref job, JsonNode state, Conversation conversation) {
        conversation.say(Times.of(Instant.now()) + "  " + job + "  "
                + state.path("state").asString() + "  " + counts(state));
    }

    /** Shows the end of a job, or that it goes on. */
    private static void end(Ref job, JsonNode state, Conversation conversation) {
        conversation.put("job", state);
        String word = state.path("state").asString("");
        if (state.path("counts").path("failed").asLong(0) > 0 || word.equals("FAILED")) {
            conversation.endsWith(ExitCodes.PARTIAL);
            conversation.next("./shop ops waiting");
        }
        switch (word) {
            case "PLANNED" -> conversation.next("./shop ops redrive run " + job + " --follow");
            case "PAUSED" -> conversation.next("./shop ops redrive resume " + job);
            case "RUNNING" -> conversation.next("./shop ops redrive show " + job);
            case "DONE" -> conversation.next("./shop ops waiting");
            default -> conversation.next("./shop ops jobs");
        }
    }

    private static JsonNode read(Services services, Ref job) {
        return Conversation.demand(services.get(job.service(), "/redrives/" + job.id()))
                .body();
    }

    /** {@code redrive run} */
    @Command(name = "run", description = "CHANGES: run a plan. What runs is what the plan showed.")
    static final class Run extends Verb {

        @Parameters(paramLabel = "PLAN", converter = Ref.Converter.class, description = "Such as order/3.")
        private Ref plan = new Ref("", "");

        @Option(names = "--follow", description = "Stay until it has ended. To leave (Ctrl-C) stops nothing.")
        private boolean follow;

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode state = Conversation.demand(
                            services.post(plan.service(), "/redrives/" + plan.id() + "/run", Map.of()))
                    .body();
            if (follow) {
                state = follow(services, conversation);
            } else {
                say(plan, state, conversation);
            }
            end(plan, state, conversation);
        }

        private JsonNode follow(Services services, Conversation conversation) {
            String last = "";
            while (true) {
                JsonNode state = read(services, plan);
                String now = state.path("state").asString("") + counts(state);
                if (!now.equals(last)) {
                    say(plan, state, conversation);
                }
                last = now;
                if (ENDED.contains(state.path("state").asString(""))
                        || state.path("state").asString("").equals("PAUSED")) {
                    return state;
                }
                try {
                    Thread.sleep(LOOK);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return state;
                }
            }
        }
    }

    /** What is asked of one job by its name. */
    private abstract static class OfJob extends Verb {

        @Parameters(paramLabel = "PLAN", converter = Ref.Converter.class, description = "Such as order/3.")
        private Ref job = new Ref("", "");

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode state = ask(services, job);
            say(job, state, conversation);
            end(job, state, conversation);
        }

        abstract JsonNode ask(Services services, Ref job);

        static JsonNode order(Services services, Ref job, String verb) {
            return Conversation.demand(services.post(job.service(), "/redrives/" + job.id() + "/" + verb, Map.of()))
                    .body();
        }
    }

    /** {@code redrive show} */
    @Command(name = "show", description = "Show how far a redrive has come.")
    static final class Show extends OfJob {

        @Override
        JsonNode ask(Services services, Ref job) {
            return read(services, job);
        }
    }

    /** {@code redrive pause} */
    @Command(name = "pause", description = "CHANGES: stop a redrive behind the letter that it is at, to go on later.")
    static final class Pause extends OfJob {

        @Override
        JsonNode ask(Services services, Ref job) {
            return order(services, job, "pause");
        }
    }

    /** {@code redrive resume} */
    @Command(name = "resume", description = "CHANGES: let a paused redrive go on.")
    static final class Resume extends OfJob {

        @Override
        JsonNode ask(Services services, Ref job) {
            return order(services, job, "resume");
        }
    }

    /** {@code redrive stop} */
    @Command(name = "stop", description = "CHANGES: end a redrive. What it has redriven stays redriven.")
    static final class Stop extends OfJob {

        @Override
        JsonNode ask(Services services, Ref job) {
            return order(services, job, "stop");
        }
    }
}
