package shop.database;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What a service with a database says of itself. */
@AutoConfiguration(
        afterName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        beforeName = "org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration")
class DatabaseAutoConfiguration {

    /** In the place of Spring Boot's own, which has this name. */
    @Bean
    DatabaseHealthIndicator dbHealthIndicator(ObjectProvider<HikariDataSource> pool) {
        return new DatabaseHealthIndicator(pool.getIfUnique());
    }
}
