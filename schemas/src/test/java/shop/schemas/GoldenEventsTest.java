package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;
import shop.testing.eventsamples.EventSchemas;
import shop.testing.eventsamples.EventSchemas.Example;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas take and refuse the samples that every reader is tested with. */
class GoldenEventsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, JsonNode> CURRENT = EventSchemas.current().byType();

    static Stream<Example> examples() {
        return EventSchemas.all().stream().flatMap(schemas -> schemas.examples().stream());
    }

    static Stream<EventSample> accepted() {
        return EventSamples.accepted();
    }

    static Stream<EventSample> refused() {
        return EventSamples.refusedBySchema();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsValidInItsOwnRelease(Example example) {
        EventSchemas.all().stream()
                .filter(schemas -> schemas.name().equals(example.release()))
                .forEach(schemas -> assertThat(
                                Validation.errors(schemas.byType().get(example.type()), example.content()))
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void whatReadersTakeTheCurrentSchemaTakes(EventSample sample) {
        assertThat(Validation.errors(CURRENT.get(sample.type()), JSON.readTree(sample.payload())))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatReadersRefuseTheCurrentSchemaRefuses(EventSample sample) {
        assertThat(Validation.errors(CURRENT.get(sample.type()), JSON.readTree(sample.payload())))
                .isNotEmpty();
    }
}
