package shop.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.eventcodec.DecodedRecord;
import shop.eventcodec.EventCodec;
import shop.eventcodec.Topic;
import shop.testing.eventsamples.EventSample;
import shop.testing.eventsamples.EventSamples;
import shop.testing.eventsamples.EventSchemas;
import tools.jackson.databind.json.JsonMapper;

/** Every event that was ever published can be read, and what is no event is refused. */
class WireFormatTest {

    private static final EventCodec codec = new EventCodec();

    static Stream<EventSample> golden() {
        return EventSamples.golden();
    }

    static Stream<EventSample> accepted() {
        return EventSamples.accepted();
    }

    static Stream<EventSample> refused() {
        return EventSamples.refused();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void exampleOfAnyReleaseIsReadAndWrittenAgainWithoutLoss(EventSample sample) {
        Object event = known(sample).event();

        String written = codec.encode(event);

        var json = new JsonMapper();
        assertThat(json.readTree(written)).isEqualTo(json.readTree(sample.payload()));
        assertThat(codec.decode(topic(sample), sample.type(), written.getBytes(StandardCharsets.UTF_8)))
                .hasValueSatisfying(again -> assertThat((Object) again).isEqualTo(event));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anEventOfAnyReleaseIsTaken(EventSample sample) {
        assertThat(known(sample).id()).hasToString(sample.id());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRecordThatIsNoEventIsMalformed(EventSample sample) {
        assertThat(decode(sample)).isInstanceOf(DecodedRecord.Malformed.class);
    }

    @Test
    void everyTopicOfTheSchemasIsATopicHere() {
        assertThat(ShopTopics.ALL)
                .extracting(Topic::name)
                .containsExactlyInAnyOrderElementsOf(EventSchemas.current().examples().stream()
                        .map(EventSchemas.Example::topic)
                        .distinct()
                        .toList());
    }

    private DecodedRecord.Known<?> known(EventSample sample) {
        DecodedRecord<?> decoded = decode(sample);
        assertThat(decoded).isInstanceOf(DecodedRecord.Known.class);
        return (DecodedRecord.Known<?>) decoded;
    }

    private DecodedRecord<?> decode(EventSample sample) {
        return codec.decode(topic(sample), sample.record("key", 0));
    }

    private static Topic<?> topic(EventSample sample) {
        return ShopTopics.ALL.stream()
                .filter(topic -> topic.name().equals(sample.topic()))
                .findFirst()
                .orElseThrow();
    }
}
