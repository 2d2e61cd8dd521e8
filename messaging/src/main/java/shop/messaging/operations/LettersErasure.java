package shop.messaging.operations;

import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.messaging.Inbox;
import shop.messaging.Receiver;
import shop.messaging.letters.Letters;
import shop.opsapi.PersonalData;

/** The personal data in dead letters: the fields that handlers have declared, and errors that may quote them. */
class LettersErasure implements PersonalData {

    private final Letters letters;
    private final Inbox inbox;
    private final BooleanSupplier hasConsumers;

    /** @param hasConsumers whether this service has consumers, and with them the tables */
    LettersErasure(Letters letters, Inbox inbox, BooleanSupplier hasConsumers) {
        this.letters = letters;
        this.inbox = inbox;
        this.hasConsumers = hasConsumers;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<String, Integer> erase(UUID shopperId) {
        if (!hasConsumers.getAsBoolean()) {
            return Map.of();
        }
        int erased = 0;
        for (Receiver.PersonalField field : inbox.personalFields()) {
            erased += letters.erase(
                    field.consumer(), field.type(), shopperId, field.personField(), field.field(), field.replacement());
        }
        return Map.of("deadLetters", erased);
    }
}
