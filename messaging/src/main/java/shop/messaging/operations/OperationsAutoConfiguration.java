package shop.messaging.operations;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.ConsumerBreaks;
import shop.messaging.Inbox;
import shop.messaging.ReadsTopics;
import shop.messaging.letters.Letters;
import shop.messaging.redrive.LetterChanges;
import shop.messaging.redrive.LetterDesk;
import shop.messaging.redrive.Redrives;
import shop.messaging.relay.Republications;
import shop.messaging.replay.Replays;
import shop.opsapi.Approvals;
import shop.opsapi.OpsAnswers;
import shop.opsapi.OpsAudit;

/** Adds the dead letters of a service to its operators' API. */
@AutoConfiguration(
        afterName = {
            "shop.messaging.redrive.RedriveAutoConfiguration",
            "shop.messaging.relay.RelayAutoConfiguration",
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
            PlatformTransactionManager transactions,
            ReadsTopics readsTopics) {
        return new LettersController(letters, desk, inbox, audit, new TransactionTemplate(transactions), readsTopics);
    }

    @Bean
    @Lazy
    LetterChangesController letterChangesController(
            LetterChanges changes,
            Letters letters,
            Approvals approvals,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions,
            ReadsTopics readsTopics) {
        return new LetterChangesController(
                changes, letters, approvals, audit, answers, new TransactionTemplate(transactions), readsTopics);
    }

    @Bean
    @Lazy
    RedrivesController redrivesController(
            Redrives redrives,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions,
            ReadsTopics readsTopics) {
        return new RedrivesController(redrives, audit, answers, new TransactionTemplate(transactions), readsTopics);
    }

    @Bean
    @Lazy
    @ConditionalOnBean(Replays.class)
    ReplaysController replaysController(
            Replays replays,
            Approvals approvals,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions) {
        return new ReplaysController(replays, approvals, audit, answers, new TransactionTemplate(transactions));
    }

    @Bean
    @Lazy
    @ConditionalOnBean(Republications.class)
    RepublicationsController republicationsController(
            Republications republications,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions) {
        return new RepublicationsController(
                republications, audit, answers, new TransactionTemplate(transactions), Clock.systemUTC());
    }

    @Bean
    @Lazy
    BreaksController breaksController(
            ConsumerBreaks breaks,
            OpsAudit audit,
            OpsAnswers answers,
            PlatformTransactionManager transactions,
            ReadsTopics readsTopics) {
        return new BreaksController(breaks, audit, answers, new TransactionTemplate(transactions), readsTopics);
    }

    @Bean
    @Lazy
    LagController lagController(@Value("${spring.application.name}") String service, MeterRegistry meters) {
        return new LagController(service, meters, Clock.systemUTC());
    }

    @Bean
    @Lazy
    LettersErasure lettersErasure(Letters letters, Inbox inbox, ReadsTopics readsTopics) {
        return new LettersErasure(letters, inbox, readsTopics);
    }
}
