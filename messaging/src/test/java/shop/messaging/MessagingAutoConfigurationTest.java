package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;

class MessagingAutoConfigurationTest {

    private final ApplicationContextRunner service = new ApplicationContextRunner()
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    JooqAutoConfiguration.class,
                    KafkaAutoConfiguration.class,
                    MessagingAutoConfiguration.class,
                    relay()))
            .withPropertyValues(
                    "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nowhere",
                    "spring.datasource.hikari.connection-timeout=250",
                    "spring.jooq.sql-dialect=postgres",
                    "spring.kafka.bootstrap-servers=127.0.0.1:1");

    @Test
    void serviceWithoutASlotHasNoRelay() {
        service.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(Outbox.class)
                .hasSingleBean(Inbox.class)
                .doesNotHaveBean("outboxRelay"));
    }

    @Test
    void relayCanBeSwitchedOff() {
        service.withPropertyValues("shop.relay.slot=some_outbox", "shop.relay.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("outboxRelay"));
    }

    @Test
    void applicationStartsWithRelayThoughNeitherDatabaseNorBrokerIsThere() {
        service.withPropertyValues("shop.relay.slot=some_outbox", "shop.relay.username=relay")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasBean("outboxRelay")
                        .hasBean("relayHealthIndicator"));
    }

    @Test
    void listenersReadBatchesAndNeverCommitByThemselves() {
        service.withPropertyValues("shop.consumer.concurrency=3").run(context -> {
            var factory =
                    context.getBean("kafkaListenerContainerFactory", ConcurrentKafkaListenerContainerFactory.class);
            assertThat(factory.isBatchListener()).isTrue();
            assertThat(factory.getConsumerFactory().getConfigurationProperties())
                    .containsEntry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, java.util.List.of("127.0.0.1:1"))
                    .containsEntry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic")
                    .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000)
                    .containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)
                    .containsEntry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        });
    }

    /** The relay's configuration is in another package; the test finds it as Spring Boot does. */
    private static Class<?> relay() {
        try {
            return Class.forName("shop.messaging.relay.RelayAutoConfiguration");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
