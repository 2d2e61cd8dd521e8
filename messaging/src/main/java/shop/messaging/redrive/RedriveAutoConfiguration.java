package shop.messaging.redrive;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.messaging.ConsumerProperties;
import shop.messaging.Inbox;
import shop.messaging.ReadsTopics;
import shop.messaging.letters.LetterWatch;
import shop.messaging.letters.Letters;

/** Lets the operators of a service see and resolve its dead letters. */
@AutoConfiguration(afterName = "shop.messaging.MessagingAutoConfiguration")
class RedriveAutoConfiguration {

    @Bean
    Letters letters(JdbcClient database) {
        return new Letters(database);
    }

    @Bean
    LetterWatch lettersHealthIndicator(Letters letters, Inbox inbox, ReadsTopics readsTopics, MeterRegistry registry) {
        return new LetterWatch(letters, inbox::answered, readsTopics, registry, Clock.systemUTC());
    }

    @Bean
    RedriveTables redriveTables(JdbcClient database) {
        return new RedriveTables(database);
    }

    @Bean
    RedriveRunner redriveRunner(
            RedriveTables tables,
            Letters letters,
            Inbox inbox,
            PlatformTransactionManager transactions,
            ConsumerProperties settings,
            ReadsTopics readsTopics,
            Environment environment) {
        return new RedriveRunner(
                tables,
                letters,
                inbox,
                new TransactionTemplate(transactions),
                settings.backOff(),
                readsTopics,
                environment.getProperty("spring.application.version"));
    }

    @Bean
    Redrives redrives(
            RedriveTables tables, Letters letters, PlatformTransactionManager transactions, RedriveRunner runner) {
        return new Redrives(tables, letters, new TransactionTemplate(transactions), runner, Clock.systemUTC());
    }

    @Bean
    LetterChanges letterChanges(JdbcClient database, LetterDesk desk, PlatformTransactionManager transactions) {
        return new LetterChanges(
                new LetterChangeTable(database), desk, new TransactionTemplate(transactions), Clock.systemUTC());
    }

    @Bean
    LetterDesk letterDesk(Letters letters, RedriveTables tables, Inbox inbox, PlatformTransactionManager transactions) {
        return new LetterDesk(letters, tables, inbox, new TransactionTemplate(transactions));
    }
}
