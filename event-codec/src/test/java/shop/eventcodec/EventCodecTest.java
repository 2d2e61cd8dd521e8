package shop.eventcodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final UUID NOTE = UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    private static final UUID EVENT = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final String NOTED = "{\"noteId\":\"" + NOTE + "\",\"number\":7,\"text\":\"x\"}";

    sealed interface NoteEvent {

        UUID noteId();
    }

    record Noted(UUID noteId, int number, String text) implements NoteEvent {

        Noted {
            Objects.requireNonNull(noteId, "noteId");
            Objects.requireNonNull(text, "text");
            if (number < 0) {
                throw new IllegalArgumentException("a number is not negative");
            }
        }
    }

    private static final Topic<NoteEvent> NOTES =
            new Topic<>("notes", Map.of("notes.noted.v1", Noted.class), NoteEvent::noteId);

    private final EventCodec codec = new EventCodec();

    @Test
    void whatIsEncodedIsDecoded() {
        var event = new Noted(NOTE, 7, "ünïcödé ☃");

        assertThat(decode(codec.encode(event))).isEqualTo(event);
    }

    @Test
    void laterFieldsAreIgnored() {
        assertThat(decode("{\"noteId\":\"" + NOTE + "\",\"number\":7,\"text\":\"x\",\"later\":{\"a\":[1]}}"))
                .isEqualTo(new Noted(NOTE, 7, "x"));
    }

    @Test
    void laterTypeIsNotKnown() {
        assertThat(codec.decode(NOTES, "notes.framed.v1", new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"noteId\":\"secret\",\"number\":7,\"text\":\"x\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":\"7\",\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":7.5,\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":true,\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":null,\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":-7,\"text\":\"secret\"}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":7}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":7,\"text\":7}",
                "{\"noteId\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"number\":7,\"text\":\"secret\"} trailing"
            })
    void payloadOfAnotherShapeIsRefusedWithoutQuotingIt(String payload) {
        assertThatThrownBy(() -> decode(payload))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageStartingWith("notes.noted.v1")
                .hasMessageNotContaining("secret");
    }

    @Test
    void nullFieldIsNotWritten() {
        record Letter(String to, String copyTo) {}

        assertThat(codec.encode(new Letter("somebody", null))).isEqualTo("{\"to\":\"somebody\"}");
    }

    @Test
    void recordOfAKnownTypeIsReadWithItsId() {
        assertThat(codec.decode(NOTES, record(EVENT.toString(), "notes.noted.v1", NOTED)))
                .isEqualTo(new DecodedRecord.Known<>(EVENT, new Noted(NOTE, 7, "x")));
    }

    @Test
    void recordOfALaterTypeIsNotKnownWhateverItHolds() {
        assertThat(codec.decode(NOTES, record(EVENT.toString(), "notes.framed.v1", null)))
                .isEqualTo(new DecodedRecord.UnknownType<>(EVENT, "notes.framed.v1"));
    }

    @Test
    void malformedRecordKeepsItsId() {
        assertThat(codec.decode(NOTES, record(EVENT.toString(), "notes.noted.v1", "{}")))
                .isInstanceOfSatisfying(
                        DecodedRecord.Malformed.class,
                        malformed -> assertThat(malformed.id()).isEqualTo(EVENT));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, notes.noted.v1", "no uuid, notes.noted.v1", "-, notes.framed.v1"})
    void recordWithoutAnIdIsMalformed(String id, String type) {
        assertThat(codec.decode(NOTES, record(id, type, NOTED)))
                .isInstanceOfSatisfying(
                        DecodedRecord.Malformed.class,
                        malformed -> assertThat(malformed.id()).isNull());
    }

    @Test
    void recordWithoutATypeIsMalformed() {
        assertThat(codec.decode(NOTES, record(EVENT.toString(), null, NOTED)))
                .isInstanceOf(DecodedRecord.Malformed.class);
    }

    @Test
    void recordWithoutAPayloadIsMalformed() {
        assertThat(codec.decode(NOTES, record(EVENT.toString(), "notes.noted.v1", null)))
                .isInstanceOf(DecodedRecord.Malformed.class);
    }

    private static ConsumerRecord<String, byte[]> record(String id, String type, String payload) {
        var record =
                new ConsumerRecord<>("notes.events", 0, 0, NOTE.toString(), payload == null ? null : bytes(payload));
        if (id != null) {
            record.headers().add(EventHeaders.ID, bytes(id));
        }
        if (type != null) {
            record.headers().add(EventHeaders.TYPE, bytes(type));
        }
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private NoteEvent decode(String payload) {
        return codec.decode(NOTES, "notes.noted.v1", bytes(payload)).orElseThrow();
    }
}
