package shop.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.eventcodec.EventCodec;
import shop.messaging.letters.DeadLetters;

/** Gives a service its outbox, relay and inbox; nothing to do there but to depend on this module and name its migrations. */
@AutoConfiguration(
        beforeName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@EnableConfigurationProperties({ConsumerProperties.class, PartitionProperties.class})
class MessagingAutoConfiguration {

    @Bean
    EventCodec eventCodec() {
        return new EventCodec();
    }

    @Bean
    Outbox outbox(JdbcClient database, EventCodec codec, ObjectProvider<Tracer> tracer) {
        return new Outbox(database, codec, new TraceContext(tracer.getIfAvailable()));
    }

    @Bean
    Inbox inbox(
            JdbcClient database,
            PlatformTransactionManager transactions,
            EventCodec codec,
            EpidemicBrake brake,
            MeterRegistry registry,
            ConsumerBreaks breaks,
            Environment environment) {
        return new Inbox(
                database,
                new TransactionTemplate(transactions),
                codec,
                new DeadLetters(database, environment.getProperty("spring.application.version")),
                brake,
                new InboxMetrics(registry, Clock.systemUTC()),
                breaks);
    }

    @Bean
    EpidemicBrake epidemicBrake(ConsumerProperties settings) {
        return new EpidemicBrake(settings.burialsInARow(), settings.longestRetry(), Clock.systemUTC());
    }

    @Bean
    ConsumerBreaks consumerBreaks(JdbcClient database, MeterRegistry registry) {
        return new ConsumerBreaks(database, registry);
    }

    @Bean
    TopicWatch topicWatch(
            KafkaAdmin kafka,
            JdbcClient database,
            PlatformTransactionManager transactions,
            ConsumerBreaks breaks,
            ReadsTopics readsTopics) {
        return new TopicWatch(
                () -> Admin.create(kafka.getConfigurationProperties()),
                database,
                new TransactionTemplate(transactions),
                breaks,
                readsTopics);
    }

    @Bean
    ReadsTopics readsTopics(KafkaListenerEndpointRegistry listeners) {
        return () -> !listeners.getListenerContainerIds().isEmpty();
    }

    @Bean
    ConcurrentKafkaListenerContainerFactory<String, byte[]> kafkaListenerContainerFactory(
            ConsumerFactory<?, ?> consumers, ConsumerProperties settings, Standstills standstills) {
        return ListenerContainers.factory(
                consumers.getConfigurationProperties(), settings, standstills, Clock.systemUTC());
    }

    @Bean
    Standstills standstills(MeterRegistry registry) {
        return new Standstills(registry, Clock.systemUTC());
    }

    @Bean
    ConsumerHealthIndicator consumerHealthIndicator(
            Standstills standstills, ConsumerBreaks breaks, EpidemicBrake brake) {
        return new ConsumerHealthIndicator(standstills, breaks, brake);
    }

    @Bean
    ListenerRestart listenerRestart(ConsumerProperties settings) {
        return new ListenerRestart(settings.longestRetry());
    }

    @Bean
    PartitionMaintenance partitionMaintenance(
            DSLContext database,
            PartitionProperties settings,
            ObjectProvider<KafkaAdmin> kafka,
            ObjectProvider<KafkaListenerEndpointRegistry> listeners) {
        return new PartitionMaintenance(
                database,
                settings,
                new OldestRecord(
                                () -> kafka.getObject().getConfigurationProperties(),
                                () -> topics(listeners.getIfAvailable()))::time);
    }

    @Bean
    HealthIndicator retentionHealthIndicator(PartitionMaintenance maintenance) {
        return new RetentionHealthIndicator(maintenance);
    }

    private static Collection<String> topics(@Nullable KafkaListenerEndpointRegistry listeners) {
        return listeners == null
                ? Set.of()
                : listeners.getListenerContainers().stream()
                        .map(container -> container.getContainerProperties().getTopics())
                        .filter(Objects::nonNull)
                        .flatMap(Arrays::stream)
                        .collect(Collectors.toSet());
    }
}
