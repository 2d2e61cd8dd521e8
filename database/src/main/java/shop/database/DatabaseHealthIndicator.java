package shop.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether the service can write to its database. A server that was demoted answers, and so do the connections that the pool has
 * to it; a service that only asks whether it answers refuses every order and calls itself ready.
 *
 * <p>Costs one statement that reads a setting. Finding a read-only server empties the pool. A pool without a free connection
 * is busy, which says nothing against the database.
 */
final class DatabaseHealthIndicator extends AbstractHealthIndicator {

    private static final String READ_ONLY = "select current_setting('transaction_read_only')::boolean";

    private final @Nullable HikariDataSource pool;

    DatabaseHealthIndicator(@Nullable HikariDataSource pool) {
        super("The state of the database is unknown");
        this.pool = pool;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        if (pool == null) {
            builder.unknown();
            return;
        }
        if (busy(pool)) {
            // Without waiting: a probe gives up sooner than the pool.
            builder.up().withDetail("reason", "busy");
            return;
        }
        try {
            if (readOnly(pool)) {
                pool.getHikariPoolMXBean().softEvictConnections();
                builder.down()
                        .withDetail("reason", "The server is read-only: demoted, or set so. Nothing can be written.");
            } else {
                builder.up();
            }
        } catch (SQLTransientConnectionException e) {
            boolean busy = busy(pool);
            builder.status(busy ? Status.UP : Status.DOWN)
                    .withDetail("reason", busy ? "busy" : String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            // Not as an exception: Spring Boot would log its stack trace at every probe.
            builder.down().withDetail("reason", String.valueOf(e.getMessage()));
        }
    }

    private static boolean busy(HikariDataSource pool) {
        HikariPoolMXBean figures = pool.getHikariPoolMXBean();
        return figures != null && figures.getActiveConnections() == pool.getMaximumPoolSize();
    }

    private static boolean readOnly(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery(READ_ONLY)) {
            return setting.next() && setting.getBoolean(1);
        }
    }
}
