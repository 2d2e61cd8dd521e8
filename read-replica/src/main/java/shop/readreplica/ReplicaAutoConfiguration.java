package shop.readreplica;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Gives a service that names a replica ({@code shop.replica.url}) its {@link ReplicaReads}. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@EnableScheduling
@EnableConfigurationProperties(ReplicaProperties.class)
@ConditionalOnExpression("!'${shop.replica.url:}'.isBlank()")
class ReplicaAutoConfiguration {

    @Bean
    ReplayLag replayLag(MeterRegistry metrics) {
        var lag = new ReplayLag(Clock.systemUTC());
        Gauge.builder("shop.replica.lag", lag, it -> it.now().toMillis() / 1000.0)
                .description("How long ago the primary was at a place the replica has not replayed yet")
                .baseUnit("seconds")
                .register(metrics);
        return lag;
    }

    @Bean
    Replica replica(
            ReplicaProperties properties,
            JdbcConnectionDetails service,
            @Value("${spring.application.name:service}") String name,
            DSLContext primary,
            ReplayLag lag) {
        return new Replica(
                pool(properties, server(properties, service, name + " reads")),
                primary.configuration(),
                properties.patience(),
                properties.timeout(),
                lag);
    }

    @Bean
    ReplicaReads replicaReads(DSLContext primary, Replica replica, ReplayLag lag, MeterRegistry metrics) {
        return new ReplicaReads(
                primary,
                new ReadIndex(new PrimaryLog(primary)::end),
                replica,
                lag,
                metrics,
                new Announcements(Clock.systemUTC()));
    }

    @Bean
    ReplicaHealthIndicator replicaHealthIndicator(ReplicaReads reads, ReplayLag lag) {
        return new ReplicaHealthIndicator(reads, lag);
    }

    /** Not a bean, so that the service's data source stays the only one. Connects in the background: a replica may be away. */
    private static HikariDataSource pool(ReplicaProperties properties, DataSource server) {
        var pool = new HikariDataSource();
        pool.setPoolName("replica");
        pool.setDataSource(server);
        pool.setMaximumPoolSize(properties.connections());
        pool.setMinimumIdle(Math.min(2, properties.connections()));
        pool.setConnectionTimeout(properties.timeout().toMillis());
        pool.setValidationTimeout(properties.timeout().toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setReadOnly(true);
        return pool;
    }

    private static DataSource server(ReplicaProperties properties, JdbcConnectionDetails service, String reader) {
        var server = new PGSimpleDataSource();
        server.setUrl(properties.url());
        server.setUser(Optional.ofNullable(properties.username()).orElse(service.getUsername()));
        server.setPassword(Optional.ofNullable(properties.password()).orElse(service.getPassword()));
        server.setApplicationName(reader);
        int seconds = (int) Math.ceil(properties.timeout().toMillis() / 1000.0);
        server.setConnectTimeout(seconds);
        server.setSocketTimeout(seconds);
        return server;
    }
}
