package shop.tools.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code ./shop ops letter}: one event that could not be handled, or waits behind one. */
@Command(
        name = "letter",
        description = {
            "Look at one dead letter, ask for another payload or for its discard, and approve what somebody else has asked for."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        subcommands = {
            LetterVerb.Show.class,
            LetterVerb.Edit.class,
            LetterVerb.Discard.class,
            ChangeVerb.Changes.class,
            ChangeVerb.Change.class,
            ChangeVerb.Approve.class,
            ChangeVerb.Withdraw.class
        })
final class LetterVerb {

    private LetterVerb() {}

    /** {@code order/17  POISON OPEN  checkout.order-placed.v1  attempts 3, last …} */
    static String line(String service, JsonNode letter) {
        return new Ref(service, letter.path("id").asString()) + "  "
                + letter.path("kind").asString("") + " "
                + letter.path("state").asString("") + "  " + letter.path("type").asString("-") + "  event "
                + letter.path("eventId").asString("-") + "  attempts "
                + letter.path("attempts").asLong();
    }

    private static Answer.Done read(Services services, Ref letter) {
        return Conversation.demand(services.get(letter.service(), "/letters/" + letter.id()));
    }

    private static String etag(Answer.Done letter) {
        return letter.etag() == null
                ? "\"" + letter.body().path("version").asLong() + "\""
                : Objects.requireNonNull(letter.etag());
    }

    /** {@code letter show} */
    @Command(
            name = "show",
            description =
                    "Show what is known of a letter. Its payload is shown only with --payload, which is written down.")
    static final class Show extends Verb {

        @Parameters(paramLabel = "LETTER", converter = Ref.Converter.class, description = "Such as order/17.")
        private Ref letter = new Ref("", "");

        @Option(
                names = "--payload",
                description = "Show the payload too: personal data. The look is written to the audit trail.")
        private boolean payload;

        @Override
        void run(Services services, Conversation conversation) {
            JsonNode found = read(services, letter).body();
            conversation.put("letter", found);
            conversation.say(line(letter.service(), found) + "  version "
                    + found.path("version").asLong());
            conversation.say("  record    " + found.path("topic").asString() + "-"
                    + found.path("partition").asLong() + "@"
                    + found.path("offset").asLong() + ", key "
                    + found.path("key").asString("-") + ", consumer "
                    + found.path("consumer").asString());
            conversation.say("  died      " + Times.of(found.path("diedAt")) + ", release "
                    + found.path("release").asString("-") + ", fingerprint "
                    + found.path("fingerprint").asString("-"));
            conversation.say("  error     " + firstLines(found.path("error").asString("-")));
            if (found.path("attempts").asLong() > 0) {
                conversation.say("  last try  " + Times.of(found.path("lastAttemptAt")) + ": "
                        + firstLines(found.path("lastError").asString("-")));
            }
            if (!found.path("resolvedAt").asString("").isEmpty()) {
                conversation.say("  resolved  " + Times.of(found.path("resolvedAt")) + " by "
                        + found.path("resolvedBy").asString("-") + ": "
                        + found.path("reason").asString("-"));
            }
            if (payload) {
                JsonNode shown = Conversation.demand(
                                services.get(letter.service(), "/letters/" + letter.id() + "/payload"))
                        .body();
                conversation.put("payload", shown);
                conversation.say("  payload   " + text(shown.path("payload")));
                if (!shown.path("editedPayload").isMissingNode()
                        && !shown.path("editedPayload").isNull()) {
                    conversation.say("  edited    " + text(shown.path("editedPayload")));
                }
            }
            next(found, conversation);
        }

        private void next(JsonNode found, Conversation conversation) {
            if (!found.path("state").asString("").equals("OPEN")) {
                conversation.next("./shop ops order " + found.path("key").asString(""));
                return;
            }
            conversation.next("./shop ops redrive --letter " + letter + " --reason 'WHY IT WORKS NOW'");
            conversation.next("./shop ops letter edit " + letter + " --payload FILE --reason 'WHAT WAS WRONG WITH IT'");
            String outcomes = found.path("discardOutcomes")
                    .valueStream()
                    .map(JsonNode::asString)
                    .collect(Collectors.joining("|"));
            if (!outcomes.isEmpty()) {
                conversation.next("./shop ops letter discard " + letter + " --answer " + outcomes
                        + " --reason 'WHY IT MAY BE LOST'");
            }
        }

        private static String firstLines(String error) {
            return error.lines().limit(3).map(String::strip).collect(Collectors.joining("; "));
        }

        private static String text(JsonNode payload) {
            return payload.isString() ? payload.asString() : payload.toString();
        }
    }

    /** {@code letter edit} */
    @Command(
            name = "edit",
            description = {
                "Ask for another payload with which a letter will be redriven. The original stays.",
                "Nothing is changed before another person approves it.",
                "The event's id, type and key stay what they are. A payload that its schema refuses is refused."
            })
    static final class Edit extends Verb {

        @Parameters(paramLabel = "LETTER", converter = Ref.Converter.class, description = "Such as order/17.")
        private Ref letter = new Ref("", "");

        @Option(
                names = "--payload",
                required = true,
                paramLabel = "FILE",
                description = "The whole new payload as JSON.")
        private Path payload = Path.of("");

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; at least 10 characters.")
        private String reason = "";

        @Option(
                names = "--version",
                paramLabel = "N",
                description =
                        "Refuse if the letter has another version by now. Default: the one it has when this starts.")
        private @Nullable Long version;

        @Override
        void run(Services services, Conversation conversation) {
            Answer.Done found = read(services, letter);
            ChangeVerb.request(
                    services,
                    conversation,
                    letter,
                    version == null ? etag(found) : "\"" + version + "\"",
                    Map.of("verb", "EDIT", "payload", content(), "reason", reason));
        }

        private String content() {
            try {
                return Files.readString(payload);
            } catch (IOException e) {
                throw new OpsFailure(ExitCodes.USAGE, payload + " cannot be read: " + e.getMessage());
            }
        }
    }

    /** {@code letter discard} */
    @Command(
            name = "discard",
            description = {
                "Ask for giving a letter up. Its event never takes effect; a later replay leaves it out too.",
                "Nothing is changed before another person approves it.",
                "If somebody waits for an answer, --answer says which one they get."
            })
    static final class Discard extends Verb {

        @Parameters(paramLabel = "LETTER", converter = Ref.Converter.class, description = "Such as inventory/17.")
        private Ref letter = new Ref("", "");

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; at least 10 characters.")
        private String reason = "";

        @Option(
                names = "--answer",
                paramLabel = "OUTCOME",
                description = "What those who wait are told; ./shop ops letter show names the possible ones.")
        private @Nullable String answer;

        @Option(
                names = "--version",
                paramLabel = "N",
                description =
                        "Refuse if the letter has another version by now. Default: the one it has when this starts.")
        private @Nullable Long version;

        @Override
        void run(Services services, Conversation conversation) {
            Answer.Done found = read(services, letter);
            Map<String, Object> body = new HashMap<>(Map.of("verb", "DISCARD", "reason", reason));
            if (answer != null) {
                body.put("answer", answer);
            }
            ChangeVerb.request(
                    services, conversation, letter, version == null ? etag(found) : "\"" + version + "\"", body);
        }
    }
}
