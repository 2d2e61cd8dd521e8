package shop.tools.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Where a stack's databases and topics are, and as whom they are read. All the audit knows of a stack.
 *
 * @param postgres {@code HOST:PORT} of the server that holds every service's database
 * @param kafka {@code HOST:PORT} of a broker
 * @param postgresOptions of every connection, as in a JDBC URL behind the question mark; may be empty
 * @param kafkaOptions settings of a Kafka client that its log-in needs; may be empty
 */
public record StackAddress(
        String postgres,
        String kafka,
        String role,
        @Nullable String password,
        String postgresOptions,
        Map<String, String> kafkaOptions) {

    /** Without options. */
    public StackAddress(String postgres, String kafka, String role, @Nullable String password) {
        this(postgres, kafka, role, password, "", Map.of());
    }

    Properties kafkaClient() {
        var settings = new Properties();
        settings.putAll(kafkaOptions);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka);
        return settings;
    }

    /** The caller closes it. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + postgres + "/" + database + "?" + postgresOptions, role, password);
    }

    @Override
    public String toString() {
        return role + "@" + postgres + ", " + kafka;
    }
}
