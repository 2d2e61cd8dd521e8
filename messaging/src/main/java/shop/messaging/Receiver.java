package shop.messaging;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import shop.messaging.letters.PersonalField;

/**
 * The way of one listener into the {@link Inbox}: which topics it reads, and the handler of their events. Safe for use by several
 * threads.
 */
public final class Receiver {

    private final Inbox inbox;
    private final EventHandler handler;
    private final List<Subscription<?>> subscriptions;
    private final List<Declared<?>> discards = new CopyOnWriteArrayList<>();
    private final List<PersonalField> personalFields = new CopyOnWriteArrayList<>();

    Receiver(Inbox inbox, EventHandler handler, List<Subscription<?>> subscriptions) {
        this.inbox = inbox;
        this.handler = handler;
        this.subscriptions = subscriptions;
    }

    /**
     * Handles one poll batch.
     *
     * @throws RuntimeException if infrastructure is broken; what was not committed has no effect
     * @throws IllegalArgumentException if the batch holds a record of a topic without subscription; nothing has an effect
     */
    public void receive(List<ConsumerRecord<String, byte[]>> batch) {
        inbox.receive(batch, this);
    }

    /**
     * Gives a dead letter to the handler again, in the transaction of the caller. Its id is remembered as that of any other event.
     *
     * @throws RuntimeException if the record cannot be decoded or the handler fails; the caller has to roll back
     */
    public Inbox.Redriven redrive(String consumer, ConsumerRecord<String, byte[]> record) {
        return inbox.redrive(subscriptionOf(consumer), record, handler);
    }

    /** Declares a field that is about a person, so that it can be erased from dead letters. */
    public <E> Receiver personal(
            Subscription<E> subscription,
            Class<? extends E> type,
            String personField,
            String field,
            Object replacement) {
        personalFields.add(new PersonalField(
                subscription.consumer(), nameOf(subscription, type), personField, field, replacement));
        return this;
    }

    public List<PersonalField> personalFields() {
        return List.copyOf(personalFields);
    }

    /** Those of the events of one type. */
    List<PersonalField> personalFields(String consumer, @Nullable String type) {
        return personalFields.stream()
                .filter(field ->
                        field.consumer().equals(consumer) && field.type().equals(type))
                .toList();
    }

    /** Declares what it means to discard an event of this type. A type without any outcome cannot be discarded. */
    public <E> Receiver discarding(Subscription<E> subscription, Class<? extends E> type, DiscardOutcome<E> outcome) {
        discards.add(new Declared<>(subscription, nameOf(subscription, type), outcome));
        return this;
    }

    private static <E> String nameOf(Subscription<E> subscription, Class<? extends E> type) {
        return subscription.topic().types().entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type + " is no event of the topic"));
    }

    /** The declared outcomes for an event of this type, possibly none. */
    public List<DiscardOutcome<?>> outcomesOf(String consumer, @Nullable String type) {
        return discards.stream()
                .filter(declared -> declared.isFor(consumer, type))
                .<DiscardOutcome<?>>map(Declared::outcome)
                .toList();
    }

    /** Consumer and type of the events that somebody waits for an answer to, with a blank between them. */
    public Set<String> answered() {
        return discards.stream()
                .filter(declared -> declared.outcome().isAnswer())
                .map(declared -> declared.subscription().consumer() + " " + declared.type())
                .collect(Collectors.toSet());
    }

    /**
     * Applies an outcome in the transaction of the caller.
     *
     * @throws RuntimeException if the record cannot be decoded or the outcome is not possible; the caller has to roll back
     */
    public void discard(String consumer, ConsumerRecord<String, byte[]> record, DiscardOutcome<?> outcome) {
        discards.stream()
                .filter(declared ->
                        declared.subscription().consumer().equals(consumer) && declared.outcome() == outcome)
                .findFirst()
                .orElseThrow()
                .apply(inbox, record);
    }

    /**
     * Decodes a payload as the record of a letter, to see whether it is an event of the same type and key.
     *
     * @throws shop.eventcodec.MalformedEventException if it is not
     */
    public void check(String consumer, ConsumerRecord<String, byte[]> record) {
        inbox.check(subscriptionOf(consumer), record);
    }

    /** Whether this release has the consumer and knows the type there. */
    public boolean knows(String consumer, @Nullable String type) {
        return type != null && subscriptionOf(consumer).topic().types().containsKey(type);
    }

    private Subscription<?> subscriptionOf(String consumer) {
        return subscriptions.stream()
                .filter(subscription -> subscription.consumer().equals(consumer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No subscription has the name " + consumer));
    }

    EventHandler handler() {
        return handler;
    }

    List<Subscription<?>> subscriptions() {
        return subscriptions;
    }

    private record Declared<E>(Subscription<E> subscription, String type, DiscardOutcome<E> outcome) {

        boolean isFor(String consumer, @Nullable String ofType) {
            return subscription.consumer().equals(consumer) && type.equals(ofType);
        }

        void apply(Inbox inbox, ConsumerRecord<String, byte[]> record) {
            DiscardOutcome.Effect<E> effect = outcome.effect();
            if (effect != null) {
                effect.apply(inbox.decode(subscription, record));
            }
        }
    }
}
