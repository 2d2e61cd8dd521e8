package shop.testing.eventsamples;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import shop.testing.eventsamples.EventSchemas.Example;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The records that every reader of events is tested with.
 *
 * <p>A reader that takes one of {@link #refused()} sees an event where another sees a dead letter.
 */
public final class EventSamples {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, JsonNode> SCHEMAS = EventSchemas.current().byType();

    private EventSamples() {}

    /** Events of every release, and events that a later release may write. */
    public static Stream<EventSample> accepted() {
        return Stream.of(golden(), withFieldsOfALaterRelease(), withoutOptionalFields())
                .flatMap(Function.identity());
    }

    /** Every golden example of every release, as it was published. */
    public static Stream<EventSample> golden() {
        return allExamples().map(example -> sample(example, example.content(), example.toString()));
    }

    /** Records that are no event, whoever reads them. */
    public static Stream<EventSample> refused() {
        return Stream.of(refusedBySchema(), refusedByReadersOnly(), unreadable(), withoutWhatAHeaderSays())
                .flatMap(Function.identity());
    }

    /** JSON objects that the event type's schema refuses, too. */
    public static Stream<EventSample> refusedBySchema() {
        return currentExamples()
                .flatMap(example -> FieldChange.breaking(example, schema(example)).stream())
                .map(EventSamples::sample);
    }

    /** JSON objects that a schema cannot tell from an event. */
    private static Stream<EventSample> refusedByReadersOnly() {
        Stream<EventSample> fractions = currentExamples()
                .flatMap(example -> FieldChange.writingIntegersAsFractions(example, schema(example)).stream())
                .map(EventSamples::sample);
        Stream<EventSample> notShort = currentExamples()
                .filter(example -> example.content().has("shortages"))
                .map(example -> new FieldChange(
                        example, "/shortages/0/available", example.content().at("/shortages/0/requested")))
                .map(EventSamples::sample);
        return Stream.concat(fractions, notShort);
    }

    /** Payloads that are not one JSON object. */
    private static Stream<EventSample> unreadable() {
        return currentExamples().flatMap(example -> {
            String event = example.content().toString();
            byte[] invalidUtf8 = (event.substring(0, event.length() - 1) + ",\"later\":\"?\"}")
                    .getBytes(StandardCharsets.ISO_8859_1);
            invalidUtf8[invalidUtf8.length - 3] = (byte) 0xFF;
            Stream<EventSample> texts = Stream.of(
                            "",
                            " ",
                            "null",
                            "true",
                            "7",
                            "[]",
                            "[" + event + "]",
                            JSON.writeValueAsString(event),
                            event.substring(0, event.length() - 1),
                            event + " trailing",
                            event + event,
                            "// comment\n" + event,
                            event.replace('"', '\''),
                            event.replace("\"orderId\"", "orderId"))
                    .map(text -> sample(example, text.getBytes(StandardCharsets.UTF_8), shortened(text)));
            Stream<EventSample> others = Stream.of(
                    sample(example, invalidUtf8, "with a byte that is not UTF-8"),
                    new EventSample(example.topic(), example.type(), null, example + " without a payload"));
            return Stream.concat(texts, others);
        });
    }

    private static Stream<EventSample> withoutWhatAHeaderSays() {
        return currentExamples()
                .flatMap(example -> Stream.of(
                        sample(example, example.content(), example + " without ce_type")
                                .withoutType(),
                        sample(example, example.content(), example + " without ce_id")
                                .withId(null),
                        sample(example, example.content(), example + " with a ce_id that is not a UUID")
                                .withId("4711")));
    }

    private static Stream<EventSample> withFieldsOfALaterRelease() {
        return allExamples().map(example -> {
            JsonNode later = example.content().deepCopy();
            addUnknownFields(later);
            return sample(example, later, example + " with fields of a later release");
        });
    }

    private static void addUnknownFields(JsonNode node) {
        node.forEach(EventSamples::addUnknownFields);
        if (node instanceof ObjectNode object) {
            object.putObject("fieldOfALaterRelease").put("anything", 1);
        }
    }

    private static Stream<EventSample> withoutOptionalFields() {
        return currentExamples()
                .flatMap(example -> FieldChange.leavingOutOptionalFields(example, schema(example)).stream())
                .map(EventSamples::sample);
    }

    private static Stream<Example> allExamples() {
        return EventSchemas.all().stream().flatMap(release -> release.examples().stream());
    }

    private static Stream<Example> currentExamples() {
        return EventSchemas.current().examples().stream();
    }

    private static JsonNode schema(Example example) {
        JsonNode schema = SCHEMAS.get(example.type());
        if (schema == null) {
            throw new IllegalStateException("No schema for " + example);
        }
        return schema;
    }

    private static EventSample sample(FieldChange change) {
        return sample(change.example(), change.applied(), change.toString());
    }

    private static EventSample sample(Example example, byte[] payload, String what) {
        return new EventSample(example.topic(), example.type(), payload, example + " " + what);
    }

    private static EventSample sample(Example example, JsonNode content, String description) {
        return new EventSample(example.topic(), example.type(), JSON.writeValueAsBytes(content), description);
    }

    private static String shortened(String text) {
        return "as <" + (text.length() > 24 ? text.substring(0, 12) + "..." + text.substring(text.length() - 12) : text)
                + ">";
    }
}
