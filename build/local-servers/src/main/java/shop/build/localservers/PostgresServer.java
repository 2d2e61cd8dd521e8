package shop.build.localservers;

import java.sql.Connection;
import java.sql.SQLException;

/** A running PostgreSQL cluster, a process of this machine or a container. */
public interface PostgresServer {

    /** A superuser's connection to one database of this cluster. */
    Connection connect(String database) throws SQLException;

    /** The JDBC URL of one database of this cluster. */
    String url(String database);
}
