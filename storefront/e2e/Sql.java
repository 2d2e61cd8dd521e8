import java.sql.DriverManager;

/** Runs one statement as the superuser of a shop on this machine: for the browser tests, run from source. */
class Sql {

    public static void main(String[] arguments) throws Exception {
        String url = arguments[0];
        String statement = arguments[1];
        try (var connection = DriverManager.getConnection(url, "postgres", System.getenv("PGPASSWORD"));
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }
}
