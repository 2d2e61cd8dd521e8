package shop.messaging.replay;

import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.EventCodec;
import shop.messaging.Subscription;
import shop.messaging.letters.Letters;

/** Replays for a service that has a {@link Projection}. */
@AutoConfiguration(afterName = "shop.messaging.redrive.RedriveAutoConfiguration")
@ConditionalOnBean(Projection.class)
class ReplayAutoConfiguration {

    @Bean
    ReplayTables replayTables(JdbcClient database, Projection projection, Environment environment) {
        return new ReplayTables(
                database,
                environment.getRequiredProperty("shop.database.name") + "_replay",
                projection.consumed().stream().map(Subscription::consumer).toList());
    }

    @Bean
    Replayer replayer(
            Projection projection,
            ReplayTables tables,
            Letters letters,
            EventCodec codec,
            ConsumerFactory<?, ?> consumers) {
        return new Replayer(
                projection, tables, letters, codec, () -> new TopicReader(consumers.getConfigurationProperties()));
    }

    @Bean
    ReplayRunner replayRunner(Replayer replayer, ReplayTables tables, PlatformTransactionManager transactions) {
        return new ReplayRunner(replayer, tables, new TransactionTemplate(transactions), Clock.systemUTC());
    }

    @Bean
    Replays replays(
            Projection projection,
            Replayer replayer,
            ReplayTables tables,
            ReplayRunner runner,
            PlatformTransactionManager transactions) {
        return new Replays(
                projection, replayer, tables, runner, new TransactionTemplate(transactions), Clock.systemUTC());
    }
}
