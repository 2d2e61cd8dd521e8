package shop.tools.audit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a stack's databases and topics are, and as whom its databases are read. All the audit knows of a stack.
 *
 * @param postgres {@code HOST:PORT} of the server that holds every service's database
 * @param kafka {@code HOST:PORT} of a broker
 */
public record StackAddress(
        String postgres,
        String kafka,
        String role,
        @Nullable String password) {

    /** The caller closes it. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + postgres + "/" + database, role, password);
    }

    @Override
    public String toString() {
        return role + "@" + postgres + ", " + kafka;
    }
}
