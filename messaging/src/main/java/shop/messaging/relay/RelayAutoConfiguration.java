package shop.messaging.relay;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ProducerFactory;

/** Gives a service that names a slot ({@code shop.relay.slot}) its relay. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty("shop.relay.slot")
@ConditionalOnBooleanProperty(name = "shop.relay.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RelayProperties.class)
class RelayAutoConfiguration {

    @Bean
    OutboxRelay outboxRelay(
            RelayProperties settings,
            RelayDatabase database,
            ProducerFactory<?, ?> producers,
            RelayMetrics metrics,
            MeterRegistry registry) {
        Map<String, Object> kafka = producers.getConfigurationProperties();
        Clock clock = Clock.systemUTC();
        var relay = new OutboxRelay(
                settings,
                new RelaySlot(slotOf(settings)),
                database,
                () -> new OutboxPublisher(kafka, clock),
                metrics,
                clock);
        RelayMetrics.register(registry, relay);
        return relay;
    }

    @Bean
    RelayDatabase relayDatabase(RelayProperties settings, JdbcConnectionDetails dataSource) {
        String url = settings.url() == null ? dataSource.getJdbcUrl() : settings.url();
        return new RelayDatabase(url, settings.username(), settings.password());
    }

    @Bean
    Republications republications(JdbcClient database) {
        return new Republications(database);
    }

    @Bean
    RelayMetrics relayMetrics(MeterRegistry registry) {
        return new RelayMetrics(registry);
    }

    @Bean
    HealthIndicator relayHealthIndicator(OutboxRelay relay) {
        return new RelayHealthIndicator(relay);
    }

    private static String slotOf(RelayProperties settings) {
        return Objects.requireNonNull(settings.slot(), "shop.relay.slot");
    }
}
