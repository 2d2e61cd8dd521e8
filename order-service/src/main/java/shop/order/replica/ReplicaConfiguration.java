package shop.order.replica;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import org.jooq.DSLContext;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts the reads from the replica together, if one is configured. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@ConditionalOnExpression("!'${shop.order.replica.url:}'.isBlank()")
class ReplicaConfiguration {

    @Bean
    ReplayLag replayLag(Clock clock, MeterRegistry metrics) {
        var lag = new ReplayLag(clock);
        Gauge.builder("shop.order.replica.lag", lag, it -> it.now().toMillis() / 1000.0)
                .description("How long ago the primary was at a place the replica has not replayed yet")
                .baseUnit("seconds")
                .register(metrics);
        return lag;
    }

    @Bean
    Replica replica(ReplicaProperties properties, JdbcConnectionDetails service, DSLContext primary, ReplayLag lag) {
        return new Replica(
                pool(properties, service), primary.configuration(), properties.patience(), properties.timeout(), lag);
    }

    @Bean
    ReplicaReads replicaReads(DSLContext primary, Replica replica, ReplayLag lag, MeterRegistry metrics, Clock clock) {
        return new ReplicaReads(
                primary, new ReadIndex(new PrimaryLog(primary)::end), replica, lag, metrics, new Announcements(clock));
    }

    @Bean
    ReplicaHealthIndicator replicaHealthIndicator(ReplicaReads reads, ReplayLag lag) {
        return new ReplicaHealthIndicator(reads, lag);
    }

    /** Not a bean, so that the service's data source stays the only one. Connects in the background: a replica may be away. */
    private static HikariDataSource pool(ReplicaProperties properties, JdbcConnectionDetails service) {
        var pool = new HikariDataSource();
        pool.setPoolName("replica");
        pool.setDataSource(server(properties, service));
        pool.setMaximumPoolSize(properties.connections());
        pool.setMinimumIdle(Math.min(2, properties.connections()));
        pool.setConnectionTimeout(properties.timeout().toMillis());
        pool.setValidationTimeout(properties.timeout().toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setReadOnly(true);
        return pool;
    }

    private static PGSimpleDataSource server(ReplicaProperties properties, JdbcConnectionDetails service) {
        var server = new PGSimpleDataSource();
        server.setUrl(properties.url());
        server.setUser(Optional.ofNullable(properties.username()).orElse(service.getUsername()));
        server.setPassword(Optional.ofNullable(properties.password()).orElse(service.getPassword()));
        server.setApplicationName("order-service reads");
        int seconds = (int) Math.ceil(properties.timeout().toMillis() / 1000.0);
        server.setConnectTimeout(seconds);
        server.setSocketTimeout(seconds);
        return server;
    }
}
