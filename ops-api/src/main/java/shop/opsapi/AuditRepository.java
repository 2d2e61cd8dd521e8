package shop.opsapi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code ops_audit} and {@code ops_audit_head}. */
class AuditRepository {

    private static final String LOCK_HEAD = "select number, hash from ops_audit_head for update";
    private static final String HEAD = "select number, hash from ops_audit_head";
    private static final String MOVE_HEAD = "update ops_audit_head set number = ?, hash = ?";

    private static final String COLUMNS =
            "number, at, actor, roles, via, verb, target, reason, ticket, job, before, after, trace_id, previous";

    private static final String APPEND = "insert into ops_audit (" + COLUMNS
            + ", hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?::json, ?, ?, ?)";

    private static final String NEXT =
            "select " + COLUMNS + ", hash from ops_audit where number > ? order by number limit ?";

    private static final String LATEST =
            "select " + COLUMNS + ", hash from ops_audit where number < ? order by number desc limit ?";

    private final JdbcClient database;

    AuditRepository(JdbcClient database) {
        this.database = database;
    }

    /** The last row, as the table beside the trail remembers it. */
    record Head(long number, Hash hash) {}

    /** A row with the hash that was kept with it. */
    record Kept(AuditRow row, Hash hash) {}

    /** Until the transaction ends, nobody else appends. */
    Head lockHead() {
        return database.sql(LOCK_HEAD).query(AuditRepository::headOf).single();
    }

    Head head() {
        return database.sql(HEAD).query(AuditRepository::headOf).single();
    }

    void append(AuditRow row, Hash hash) {
        database.sql(APPEND)
                .param(row.number())
                .param(row.at().atOffset(ZoneOffset.UTC))
                .param(row.actor())
                .param(row.roles())
                .param(row.via())
                .param(row.verb())
                .param(row.target())
                .param(row.reason())
                .param(row.ticket())
                .param(row.job())
                .param(row.before())
                .param(row.after())
                .param(row.traceId())
                .param(row.previous().bytes())
                .param(hash.bytes())
                .update();
        database.sql(MOVE_HEAD).param(row.number()).param(hash.bytes()).update();
    }

    /** The rows behind a number, in order. */
    List<Kept> after(long number, int limit) {
        return database.sql(NEXT)
                .param(number)
                .param(limit)
                .query(AuditRepository::keptOf)
                .list();
    }

    /** The rows before a number, the latest first. */
    List<Kept> before(long number, int limit) {
        return database.sql(LATEST)
                .param(number)
                .param(limit)
                .query(AuditRepository::keptOf)
                .list();
    }

    private static Head headOf(ResultSet row, int index) throws SQLException {
        return new Head(row.getLong("number"), new Hash(row.getBytes("hash")));
    }

    private static Kept keptOf(ResultSet row, int index) throws SQLException {
        return new Kept(
                new AuditRow(
                        row.getLong("number"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("roles"),
                        row.getString("via"),
                        row.getString("verb"),
                        row.getString("target"),
                        row.getString("reason"),
                        row.getString("ticket"),
                        row.getString("job"),
                        row.getString("before"),
                        row.getString("after"),
                        row.getString("trace_id"),
                        new Hash(row.getBytes("previous"))),
                new Hash(row.getBytes("hash")));
    }
}
