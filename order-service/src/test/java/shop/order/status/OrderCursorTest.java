package shop.order.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCursorTest {

    @Test
    void textNamesThePlaceToTheMicrosecond() {
        var cursor = new OrderCursor(Instant.parse("2026-11-22T10:00:00.123456Z"), UUID.randomUUID());

        assertThat(OrderCursor.parse(cursor.text())).hasValue(cursor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "next", "AAAA", "%00", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void textOfAnotherMakeIsNoCursor(String text) {
        assertThat(OrderCursor.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE})
    void timeThatNoDatabaseKnowsIsNoCursor(long micros) {
        byte[] bytes = ByteBuffer.allocate(24).putLong(micros).array();

        assertThat(OrderCursor.parse(Base64.getUrlEncoder().encodeToString(bytes)))
                .isEmpty();
    }
}
