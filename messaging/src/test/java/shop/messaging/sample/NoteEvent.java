package shop.messaging.sample;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import shop.eventcodec.Topic;

/** The events of a small domain for tests. */
public sealed interface NoteEvent {

    Topic<NoteEvent> TOPIC = new Topic<>(
            "notes", Map.of("notes.noted.v1", Noted.class, "notes.erased.v1", Erased.class), NoteEvent::noteId);

    /** Carries the same events. */
    Topic<NoteEvent> OTHER_TOPIC = new Topic<>("memos", TOPIC.types(), NoteEvent::noteId);

    UUID noteId();

    record Noted(UUID noteId, int number, String text) implements NoteEvent {

        public Noted {
            Objects.requireNonNull(noteId, "noteId");
            Objects.requireNonNull(text, "text");
            if (number < 0) {
                throw new IllegalArgumentException("a number is not negative");
            }
        }
    }

    record Erased(UUID noteId) implements NoteEvent {}
}
