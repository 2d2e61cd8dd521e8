package shop.messaging.trace;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.opsapi.AggregateTrace;

/** Adds what outbox, inbox and dead letters know of an aggregate to the operators' API. */
@AutoConfiguration(afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration")
@Lazy
class TraceAutoConfiguration {

    @Bean
    AggregateTrace outboxTrace(JdbcClient database, PlatformTransactionManager transactions) {
        return new OutboxTrace(database, new TransactionTemplate(transactions));
    }

    @Bean
    AggregateTrace inboxTrace(JdbcClient database) {
        return new InboxTrace(database);
    }

    @Bean
    AggregateTrace letterTrace(JdbcClient database) {
        return new LetterTrace(database);
    }
}
