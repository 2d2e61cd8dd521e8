package shop.tools.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops replay}: builds a projection again from its topics, in a shadow, and swaps it in. */
@Command(
        name = "replay",
        description = {
            "Build the orders again from the topics: plan, run, verify, swap. Until the swap nothing that shoppers see changes,",
            "and nothing is published again. A swap can be undone for a day."
        },
        subcommands = {
            ReplayVerb.Plan.class,
            ReplayVerb.Run.class,
            ReplayVerb.Show.class,
            ReplayVerb.Pause.class,
            ReplayVerb.Resume.class,
            ReplayVerb.Rate.class,
            ReplayVerb.Verify.class,
            ReplayVerb.Swap.class,
            ReplayVerb.Undo.class,
            ReplayVerb.Drop.class
        })
final class ReplayVerb extends Verb {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Events behind which a shadow is while shoppers go on ordering. */
    private static final long CAUGHT_UP = 100;

    /** The services that have projections; the others answer that they know no replays. */
    @Override
    void run(Services services, Conversation conversation) {
        for (Answer.Done answer :
                conversation.done(services.thoseThatKnow(service -> services.get(service, "/replays?limit=20")))) {
            answer.body().path("replays").forEach(replay -> {
                var ref = new Ref(answer.service(), replay.path("id").asString());
                say(ref, replay, conversation);
            });
            conversation.put("replays", answer.body().path("replays"));
        }
        conversation.next("./shop ops replay plan --reason '...'");
    }

    private static void say(Ref ref, JsonNode replay, Conversation conversation) {
        conversation.say(Times.of(Instant.now()) + "  " + ref + "  "
                + replay.path("projection").asString("") + "  "
                + replay.path("state").asString("") + "  " + RedriveVerb.counts(replay)
                + (replay.path("differences").isNumber()
                        ? ", " + replay.path("differences").asLong() + " rows differ"
                        : ""));
        if (!replay.path("detail").asString("").isEmpty()) {
            conversation.say("  " + replay.path("detail").asString(""));
        }
    }

    /** What helps next. */
    private static void end(Ref ref, JsonNode replay, Conversation conversation) {
        conversation.put("replay", replay);
        switch (replay.path("state").asString("")) {
            case "PLANNED" -> conversation.next("./shop ops replay run " + ref + " --follow");
            case "RUNNING" -> {
                if (replay.at("/counts/left").asLong(0) > 1_000) {
                    conversation.next("./shop ops replay show " + ref);
                } else if (!replay.path("differences").isNumber()) {
                    conversation.next("./shop ops replay verify " + ref);
                } else {
                    long differences = replay.path("differences").asLong(0);
                    conversation.next("./shop ops replay swap " + ref
                            + (differences == 0 ? "" : " --differences " + differences));
                }
            }
            case "PAUSED" -> conversation.next("./shop ops replay resume " + ref);
            case "SWAPPED" -> conversation.next("./shop ops replay undo " + ref);
            case "FAILED" -> {
                conversation.endsWith(ExitCodes.PARTIAL);
                conversation.next("./shop ops replay plan --reason '...'");
            }
            default -> conversation.next("./shop ops replay");
        }
    }

    private static JsonNode read(Services services, Ref ref) {
        return Conversation.demand(services.get(ref.service(), "/replays/" + ref.id()))
                .body();
    }

    private static void answer(
            Services services, Conversation conversation, Ref ref, String verb, Map<String, ?> body) {
        JsonNode replay = Conversation.demand(services.post(ref.service(), "/replays/" + ref.id() + "/" + verb, body))
                .body();
        say(ref, replay, conversation);
        end(ref, replay, conversation);
    }

    /** {@code replay plan} */
    @Command(name = "plan", description = "Read all topics once and say what a replay would do. Changes nothing.")
    static final class Plan extends Verb {

        @Parameters(
                paramLabel = "PROJECTION",
                arity = "0..1",
                defaultValue = "order-status",
                description = "What is built again; ${DEFAULT-VALUE}.")
        private String projection = "";

        @Option(names = "--service", defaultValue = "order", description = "Whose projection it is; ${DEFAULT-VALUE}.")
        private String service = "";

        @Option(names = "--copy-older", description = "Copy the rows whose events the topics have lost.")
        private boolean copyOlder;

        @Option(names = "--rate", paramLabel = "R", description = "Read at most R events a second.")
        private @Nullable Integer rate;

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "Why it is needed; at least 10 characters.")
        private String reason = "";

        @Option(names = "--ticket", paramLabel = "REF", description = "Where it is discussed.")
        private @Nullable String ticket;

        @Override
        void run(Services services, Conversation conversation) {
            var body = new HashMap<String, Object>();
            body.put("projection", projection);
            body.put("copyOlder", copyOlder);
            body.put("reason", reason);
            if (rate != null) {
                body.put("rate", rate);
            }
            if (ticket != null) {
                body.put("ticket", ticket);
            }
            JsonNode replay = Conversation.demand(services.post(service, "/replays", body))
                    .body();
            var ref = new Ref(service, replay.path("id").asString());
            JsonNode plan = replay.path("plan");
            conversation.say("Plan " + ref + ", hash " + replay.path("hash").asString("") + ", valid until "
                    + Times.of(replay.path("expiresAt")));
            plan.path("events")
                    .propertyStream()
                    .forEach(topic -> topic.getValue()
                            .propertyStream()
                            .forEach(type -> conversation.say(
                                    "  " + type.getValue().asLong() + " " + type.getKey() + " on " + topic.getKey())));
            conversation.say("  " + plan.path("undecodable").asLong() + " that nobody can decode, "
                    + plan.path("unknown").asLong() + " of types that this release does not know");
            conversation.say("  " + plan.path("gaps").size() + " partitions have lost events; "
                    + plan.path("copied").asLong() + " rows are copied");
            conversation.say("  dead letters: " + plan.path("letters"));
            end(ref, replay, conversation);
        }
    }

    /** {@code replay run} */
    @Command(name = "run", description = "CHANGES: build the shadow. What shoppers see stays as it is.")
    static final class Run extends Verb {

        @Parameters(paramLabel = "PLAN", converter = Ref.Converter.class, description = "As the plan printed it.")
        private Ref plan = new Ref("", "");

        @Option(
                names = "--follow",
                description = "Stay until the shadow has caught up. To leave (Ctrl-C) stops nothing.")
        private boolean follow;

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode replay = Conversation.demand(
                            services.post(plan.service(), "/replays/" + plan.id() + "/run", Map.of()))
                    .body();
            if (follow) {
                replay = follow(services, conversation, replay);
            } else {
                say(plan, replay, conversation);
            }
            end(plan, replay, conversation);
        }

        private JsonNode follow(Services services, Conversation conversation, JsonNode begun) {
            JsonNode replay = begun;
            long last = -1;
            while (true) {
                long events = replay.at("/counts/events").asLong(0);
                if (events != last) {
                    say(plan, replay, conversation);
                    last = events;
                }
                boolean isRunning = replay.path("state").asString("").equals("RUNNING");
                if (!isRunning || (events > 0 && replay.at("/counts/left").asLong(0) < CAUGHT_UP)) {
                    return replay;
                }
                try {
                    Thread.sleep(LOOK);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return replay;
                }
                replay = read(services, plan);
            }
        }
    }

    /** What is asked of one replay by its name. */
    private abstract static class OfReplay extends Verb {

        @Parameters(paramLabel = "PLAN", converter = Ref.Converter.class, description = "As the plan printed it.")
        private Ref replay = new Ref("", "");

        private final String verb;

        OfReplay(String verb) {
            this.verb = verb;
        }

        @Override
        void run(Services services, Conversation conversation) {
            answer(services, conversation, replay, verb, body());
        }

        Map<String, ?> body() {
            return Map.of();
        }
    }

    /** {@code replay show} */
    @Command(name = "show", description = "Show how far a replay is.")
    static final class Show extends Verb {

        @Parameters(paramLabel = "PLAN", converter = Ref.Converter.class, description = "As the plan printed it.")
        private Ref replay = new Ref("", "");

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode state = read(services, replay);
            say(replay, state, conversation);
            end(replay, state, conversation);
        }
    }

    /** {@code replay pause} */
    @Command(name = "pause", description = "CHANGES: stop behind the step it is at, to go on later.")
    static final class Pause extends OfReplay {

        Pause() {
            super("pause");
        }
    }

    /** {@code replay resume} */
    @Command(name = "resume", description = "CHANGES: let a paused replay go on.")
    static final class Resume extends OfReplay {

        Resume() {
            super("resume");
        }
    }

    /** {@code replay rate} */
    @Command(name = "rate", description = "CHANGES: read at most so many events a second.")
    static final class Rate extends OfReplay {

        @Option(names = "--rate", required = true, paramLabel = "R", description = "Events a second.")
        private int rate;

        Rate() {
            super("rate");
        }

        @Override
        Map<String, ?> body() {
            return Map.of("rate", rate);
        }
    }

    /** {@code replay verify} */
    @Command(name = "verify", description = "Compare shadow and table, row by row.")
    static final class Verify extends OfReplay {

        Verify() {
            super("verify");
        }
    }

    /** {@code replay swap} */
    @Command(
            name = "swap",
            description = {
                "CHANGES: put the shadow in the place of the table. It is refused if other rows differ than you say.",
                "The table from before follows the topics for a day, so that it can be taken back."
            })
    static final class Swap extends OfReplay {

        @Option(
                names = "--differences",
                defaultValue = "0",
                paramLabel = "N",
                description = "As many rows as verify has shown to differ; ${DEFAULT-VALUE}.")
        private long differences;

        Swap() {
            super("swap");
        }

        @Override
        Map<String, ?> body() {
            return Map.of("differences", differences);
        }
    }

    /** {@code replay undo} */
    @Command(name = "undo", description = "CHANGES: take the table from before back, with all that came since.")
    static final class Undo extends OfReplay {

        Undo() {
            super("undo");
        }
    }

    /** {@code replay drop} */
    @Command(name = "drop", description = "CHANGES: give up the shadow, or after a swap the table from before.")
    static final class Drop extends OfReplay {

        Drop() {
            super("drop");
        }
    }
}
