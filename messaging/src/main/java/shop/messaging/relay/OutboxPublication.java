package shop.messaging.relay;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The publication through which PostgreSQL shows the outbox to the relay.
 *
 * <p>Since version 18 the server does not fail without a publication, nor with one that leaves rows out: it skips the rows, and the
 * slot moves past them. So the relay looks at it before each start and with each comparison (see {@link OutboxProof}).
 */
final class OutboxPublication {

    static final String NAME = "outbox";

    /** What ends a wrong publication, in the database of the outbox and as its owner. */
    private static final String REMEDY =
            "drop publication if exists outbox; create publication outbox for table outbox (" + OutboxRecord.COLUMNS
                    + ") with (publish = 'insert', publish_via_partition_root = true)";

    private static final String LOOK = """
            select to_regclass('public.outbox') is not null as there,
                   publication.oid is not null as published,
                   publication.pubinsert as inserts,
                   publication.pubviaroot as via_root,
                   held.oid is not null as held,
                   held.prqual is not null as filtered,
                   held.prattrs is null or not exists (
                       select from unnest(string_to_array(?, ', ')) as wanted
                       where wanted not in (select attname::text from pg_attribute
                                            where attrelid = held.prrelid and attnum = any (held.prattrs))) as complete
            from (select 1) as one
            left join pg_publication as publication on publication.pubname = 'outbox'
            left join pg_publication_rel as held
                   on held.prpubid = publication.oid and held.prrelid = to_regclass('public.outbox')
            """;

    private OutboxPublication() {}

    /** @throws IllegalStateException if it is not what the relay needs; the message says what is wrong and what ends it */
    static void require(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(LOOK)) {
            statement.setString(1, OutboxRecord.COLUMNS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String problem = problem(row);
                if (problem != null) {
                    throw new IllegalStateException(problem);
                }
            }
        }
    }

    private static @Nullable String problem(ResultSet row) throws SQLException {
        if (!row.getBoolean("there")) {
            return "There is no table 'outbox'. The migration that creates it has not run.";
        }
        String wrong = null;
        if (!row.getBoolean("published")) {
            wrong = "does not exist";
        } else if (!row.getBoolean("held")) {
            wrong = "does not hold the table outbox";
        } else if (!row.getBoolean("inserts")) {
            wrong = "leaves inserts out";
        } else if (!row.getBoolean("via_root")) {
            wrong = "shows partitions instead of the table (publish_via_partition_root is off)";
        } else if (row.getBoolean("filtered")) {
            wrong = "has a row filter";
        } else if (!row.getBoolean("complete")) {
            wrong = "leaves out columns that an event needs";
        }
        return wrong == null
                ? null
                : "The publication '" + NAME + "' " + wrong
                        + ", so events would be skipped. They wait in the outbox until" + " its owner runs: " + REMEDY;
    }
}
