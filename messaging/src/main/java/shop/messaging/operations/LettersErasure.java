package shop.messaging.operations;

import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import shop.messaging.Inbox;
import shop.messaging.letters.Letters;
import shop.messaging.letters.PersonalField;
import shop.opsapi.PersonalData;

/**
 * The personal data in dead letters: the fields that handlers have declared, and errors that may quote them.
 *
 * <p>Goes before all others: whoever redrives or parks a letter locks its key first, then what its handler writes.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
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
        letters.eraseFromNowOn(shopperId);
        int erased = 0;
        for (PersonalField field : inbox.personalFields()) {
            erased += letters.erase(shopperId, field);
        }
        return Map.of("deadLetters", erased);
    }
}
