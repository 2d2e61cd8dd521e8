package shop.messaging.sample;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import shop.messaging.Inbox;
import shop.messaging.Receiver;
import shop.messaging.Subscription;

@Component
public class NotesListener {

    public static final Subscription<NoteEvent> NOTES = new Subscription<>("sample/notes.events", NoteEvent.TOPIC);

    /** Thrown once, around the inbox. */
    public final AtomicReference<Error> deadly = new AtomicReference<>();

    private final Receiver receiver;

    NotesListener(Inbox inbox, Notes notes) {
        this.receiver = inbox.receiver(events -> notes.handle(events.of(NOTES)), NOTES);
    }

    @KafkaListener(topics = "notes.events", groupId = "sample")
    void on(List<ConsumerRecord<String, byte[]>> batch) {
        Error error = deadly.getAndSet(null);
        if (error != null) {
            throw error;
        }
        receiver.receive(batch);
    }
}
