package shop.testing.servers;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** Looks for words in every column of every table of a database, so that a column of tomorrow is looked at too. */
public final class EveryColumn {

    private static final String COLUMNS = """
            select format('%I.%I', namespace.nspname, class.relname), attribute.attname
            from pg_attribute attribute
            join pg_class class on class.oid = attribute.attrelid and class.relkind = 'r'
            join pg_namespace namespace on namespace.oid = class.relnamespace
            where attribute.attnum > 0 and not attribute.attisdropped
              and namespace.nspname not in ('pg_catalog', 'information_schema') and namespace.nspname !~ '^pg_t'
            order by 1, attribute.attnum
            """;

    private EveryColumn() {}

    /**
     * Bytes are searched for the words in UTF-8, everything else as its text.
     *
     * @return where one of the words is, as {@code table.column}; a partition counts as a table
     */
    public static List<String> holding(Connection database, String... words) throws SQLException {
        var places = new TreeSet<String>();
        try (PreparedStatement columns = database.prepareStatement(COLUMNS);
                ResultSet column = columns.executeQuery()) {
            while (column.next()) {
                if (holds(database, column.getString(1), column.getString(2), words)) {
                    places.add(column.getString(1).replaceFirst("^public[.]", "") + "." + column.getString(2));
                }
            }
        }
        return List.copyOf(places);
    }

    private static boolean holds(Connection database, String table, String column, String... words)
            throws SQLException {
        var sought = new ArrayList<String>();
        for (String word : words) {
            sought.add(word);
            // Bytes are written in hex, inside arrays and JSON too.
            sought.add(HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)));
        }
        String sql = "select exists (select from " + table + " as searched, unnest(?::text[]) as word"
                + " where position(word in searched.\"" + column.replace("\"", "\"\"") + "\"::text) > 0)";
        try (PreparedStatement search = database.prepareStatement(sql)) {
            search.setArray(1, database.createArrayOf("text", sought.toArray()));
            try (ResultSet found = search.executeQuery()) {
                found.next();
                return found.getBoolean(1);
            }
        }
    }
}
