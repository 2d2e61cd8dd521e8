package shop.messaging.sample;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import shop.messaging.Event;
import shop.messaging.Outbox;

/** Stores every number it gets; not idempotent, so that a second effect is seen. */
@Component
public class Notes {

    private final DSLContext database;
    private final Outbox outbox;

    private final AtomicInteger calls = new AtomicInteger();
    private volatile Consumer<List<Event<NoteEvent>>> beforeCommit = _ -> {};

    Notes(DSLContext database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Transactional
    public void note(UUID noteId, int number) {
        outbox.append(NoteEvent.TOPIC, new NoteEvent.Noted(noteId, number, "ünïcödé ☃"));
    }

    @Transactional
    public void noteAtLength(UUID noteId, String text) {
        outbox.append(NoteEvent.TOPIC, new NoteEvent.Noted(noteId, 1, text));
    }

    @Transactional
    public void noteAndFail(UUID noteId, int number) {
        note(noteId, number);
        throw new IllegalStateException("after appending");
    }

    public void noteOutsideATransaction(UUID noteId) {
        outbox.append(NoteEvent.TOPIC, new NoteEvent.Erased(noteId));
    }

    public void handle(List<Event<NoteEvent>> events) {
        calls.incrementAndGet();
        for (Event<NoteEvent> event : events) {
            switch (event.body()) {
                case NoteEvent.Noted noted ->
                    database.execute(
                            "insert into notes (note_id, number) values (?, ?)", noted.noteId(), noted.number());
                case NoteEvent.Erased erased ->
                    database.execute("delete from notes where note_id = ?", erased.noteId());
            }
        }
        beforeCommit.accept(events);
    }

    /** Runs after the writes of each batch and before its commit. */
    public void beforeCommit(Consumer<List<Event<NoteEvent>>> happening) {
        beforeCommit = happening;
    }

    public int calls() {
        return calls.get();
    }

    public List<Integer> of(UUID noteId) {
        return database.fetch("select number from notes where note_id = ? order by number", noteId)
                .getValues(0, Integer.class);
    }
}
