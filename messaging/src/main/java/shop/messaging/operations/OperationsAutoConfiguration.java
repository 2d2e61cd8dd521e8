package shop.messaging.operations;

import java.util.function.BooleanSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.Inbox;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterDesk;
import shop.messaging.redrive.Redrives;
import shop.messaging.replay.Replays;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;

/** Adds the dead letters of a service to its operators' API. */
@AutoConfiguration(
        afterName = {
            "shop.messaging.redrive.RedriveAutoConfiguration",
            "shop.messaging.replay.ReplayAutoConfiguration",
            "shop.opsapi.OpsApiAutoConfiguration"
        })
@ConditionalOnBean(OpsAudit.class)
class OperationsAutoConfiguration {

    @Bean
    @Lazy
    LettersController lettersController(
            Letters letters,
            LetterDesk desk,
            Inbox inbox,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions,
            KafkaListenerEndpointRegistry listeners) {
        return new LettersController(
                letters, desk, inbox, audit, answers, new TransactionTemplate(transactions), hasConsumers(listeners));
    }

    @Bean
    @Lazy
    RedrivesController redrivesController(
            Redrives redrives,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions,
            KafkaListenerEndpointRegistry listeners) {
        return new RedrivesController(
                redrives, audit, answers, new TransactionTemplate(transactions), hasConsumers(listeners));
    }

    @Bean
    @Lazy
    @ConditionalOnBean(Replays.class)
    ReplaysController replaysController(
            Replays replays, OpsAudit audit, OpsAnswers answers, PlatformTransactionManager transactions) {
        return new ReplaysController(replays, audit, answers, new TransactionTemplate(transactions));
    }

    @Bean
    @Lazy
    LettersErasure lettersErasure(Letters letters, Inbox inbox, KafkaListenerEndpointRegistry listeners) {
        return new LettersErasure(letters, inbox, hasConsumers(listeners));
    }

    private static BooleanSupplier hasConsumers(KafkaListenerEndpointRegistry listeners) {
        return () -> !listeners.getListenerContainerIds().isEmpty();
    }
}
