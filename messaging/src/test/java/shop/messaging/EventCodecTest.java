package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.messaging.sample.NoteEvent;

class EventCodecTest {

    private static final UUID NOTE = UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");

    private final EventCodec codec = new EventCodec();

    @Test
    void whatIsEncodedIsDecoded() {
        var event = new NoteEvent.Noted(NOTE, 7, "ünïcödé ☃");

        assertThat(decode(codec.encode(event))).isEqualTo(event);
    }

    @Test
    void laterFieldsAreIgnored() {
        assertThat(decode("{\"noteId\":\"" + NOTE + "\",\"number\":7,\"text\":\"x\",\"later\":{\"a\":[1]}}"))
                .isEqualTo(new NoteEvent.Noted(NOTE, 7, "x"));
    }

    @Test
    void laterTypeIsNotKnown() {
        assertThat(codec.decode(NoteEvent.TOPIC, "notes.framed.v1", new byte[0]))
                .isEmpty();
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

    private NoteEvent decode(String payload) {
        return codec.decode(NoteEvent.TOPIC, "notes.noted.v1", payload.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }
}
