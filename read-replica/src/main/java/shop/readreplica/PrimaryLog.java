package shop.readreplica;

import java.util.Optional;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the primary's log ends.
 *
 * <p>The flushed end is enough: a commit is flushed before anybody can see it, as long as nobody commits with
 * {@code synchronous_commit = off} (XLogFlush comes before ProcArrayEndTransaction; ADR 0011). The written end would
 * do too, but a replica is sent only what is flushed and could not reach it.
 */
final class PrimaryLog {

    private static final Logger log = LoggerFactory.getLogger(PrimaryLog.class);

    /** The timeline is the one being written, which a checkpoint's would lag behind after a promotion. */
    private static final String END = """
            select system_identifier || '/' || ('x' || left(pg_walfile_name(flushed), 8))::bit(32)::int,
                   (flushed - '0/0')::bigint
            from pg_control_system(), pg_current_wal_flush_lsn() as flushed
            """;

    private final DSLContext primary;

    PrimaryLog(DSLContext primary) {
        this.primary = primary;
    }

    /** Empty if the primary does not say. */
    Optional<LogPosition> end() {
        try {
            return primary.resultQuery(END)
                    .fetchOptional(row -> new LogPosition(row.get(0, String.class), row.get(1, Long.class)));
        } catch (org.jooq.exception.DataAccessException | org.springframework.dao.DataAccessException e) {
            log.debug("The end of the primary's log is not known: {}", e.toString());
            return Optional.empty();
        }
    }
}
