package shop.tools.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import shop.tools.client.ServerSentEvents.Event;

class ServerSentEventsTest {

    private final ServerSentEvents events = new ServerSentEvents();

    @Test
    void anEventEndsWithAnEmptyLine() {
        assertThat(read("id: 1", "event: status", "data: {\"status\":\"PLACED\"}"))
                .isEmpty();
        assertThat(read("")).containsExactly(new Event("1", "status", "{\"status\":\"PLACED\"}"));
    }

    @Test
    void commentsAndUnknownFieldsSayNothing() {
        assertThat(read(": heartbeat", "", "retry: 10", "later: x", "", ":", ""))
                .isEmpty();
    }

    @Test
    void theSpaceAfterTheColonIsOptional() {
        assertThat(read("id:7", "event:status", "data:x", "")).containsExactly(new Event("7", "status", "x"));
    }

    @Test
    void severalDataLinesAreOneText() {
        assertThat(read("data: a", "data:", "data: b", "")).containsExactly(new Event("", "message", "a\n\nb"));
    }

    @Test
    void theIdHoldsForLaterEventsButNameAndDataDoNot() {
        assertThat(read("id: 1", "event: status", "data: a", "", "data: b", ""))
                .containsExactly(new Event("1", "status", "a"), new Event("1", "message", "b"));
    }

    private List<Event> read(String... lines) {
        return List.of(lines).stream()
                .map(events::line)
                .flatMap(Optional::stream)
                .toList();
    }
}
