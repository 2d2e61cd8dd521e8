package shop.messaging.redrive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** SQL on {@code letter_changes}. */
class LetterChangeTable {

    private static final String CHANGE = """
            select *, case when state = 'REQUESTED' and expires_at < now() then 'EXPIRED' else state end as state_now
            from letter_changes
            """;

    private static final String INSERT = """
            insert into letter_changes (letter_id, letter_version, verb, payload, answer, reason, ticket, requested_by, requested_via, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz)
            returning id
            """;

    /** The payload has gone to the letter, or nobody needs it. */
    private static final String DECIDE = """
            update letter_changes
            set state = ?, decided_by = ?, decided_at = clock_timestamp(), alone = ?, payload = null
            where id = ? and state = 'REQUESTED' and expires_at >= now()
            """;

    private final JdbcClient database;

    LetterChangeTable(JdbcClient database) {
        this.database = database;
    }

    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Draft(
            long letterId,
            int letterVersion,
            LetterChange.Verb verb,
            byte @Nullable [] payload,
            @Nullable String answer,
            String reason,
            @Nullable String ticket) {}

    LetterChange insert(Draft draft, String by, String via, Instant expiresAt) {
        long id = database.sql(INSERT)
                .params(Arrays.asList(
                        draft.letterId(),
                        draft.letterVersion(),
                        draft.verb().name(),
                        draft.payload(),
                        draft.answer(),
                        draft.reason(),
                        draft.ticket(),
                        by,
                        via,
                        expiresAt.toString()))
                .query(Long.class)
                .single();
        return find(id).orElseThrow();
    }

    Optional<LetterChange> find(long id) {
        return database.sql(CHANGE + "where id = ?")
                .param(id)
                .query((row, _) -> change(row))
                .optional();
    }

    List<LetterChange> newest(int limit) {
        return database.sql(CHANGE + "order by id desc limit ?")
                .param(limit)
                .query((row, _) -> change(row))
                .list();
    }

    byte @Nullable [] payload(long id) {
        return database.sql("select payload from letter_changes where id = ?")
                .param(id)
                .query((row, _) -> Optional.ofNullable(row.getBytes(1)))
                .single()
                .orElse(null);
    }

    /** @return whether nobody else was faster */
    boolean decide(long id, LetterChange.State state, String by, boolean alone) {
        return database.sql(DECIDE).params(state.name(), by, alone, id).update() == 1;
    }

    private static LetterChange change(ResultSet row) throws SQLException {
        OffsetDateTime decidedAt = row.getObject("decided_at", OffsetDateTime.class);
        return new LetterChange(
                row.getLong("id"),
                row.getLong("letter_id"),
                row.getInt("letter_version"),
                LetterChange.Verb.valueOf(row.getString("verb")),
                row.getString("answer"),
                row.getString("reason"),
                row.getString("ticket"),
                LetterChange.State.valueOf(row.getString("state_now")),
                row.getString("requested_by"),
                row.getString("requested_via"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("decided_by"),
                decidedAt == null ? null : decidedAt.toInstant(),
                row.getBoolean("alone"));
    }
}
