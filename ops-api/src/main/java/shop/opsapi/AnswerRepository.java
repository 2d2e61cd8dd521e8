package shop.opsapi;

import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code ops_answers}. */
class AnswerRepository {

    private static final String BEGIN = """
            insert into ops_answers (actor, idempotency_key, request_hash, answered_at) values (?, ?, ?, ?)
            on conflict do nothing
            """;

    private static final String END = "update ops_answers set answer = ?::json where actor = ? and idempotency_key = ?";

    private static final String FIND =
            "select request_hash, answer from ops_answers where actor = ? and idempotency_key = ?";

    private static final String FORGET = "delete from ops_answers where answered_at < ?";

    private final JdbcClient database;

    AnswerRepository(JdbcClient database) {
        this.database = database;
    }

    record Kept(byte[] requestHash, String answer) {}

    /** Waits for a transaction that has begun the same. */
    boolean begin(String actor, String key, byte[] requestHash, OffsetDateTime now, OffsetDateTime forgotten) {
        database.sql(FORGET).param(forgotten).update();
        return database.sql(BEGIN)
                        .param(actor)
                        .param(key)
                        .param(requestHash)
                        .param(now)
                        .update()
                == 1;
    }

    void end(String actor, String key, String answer) {
        database.sql(END).param(answer).param(actor).param(key).update();
    }

    Kept find(String actor, String key) {
        return database.sql(FIND)
                .param(actor)
                .param(key)
                .query((row, _) -> new Kept(row.getBytes("request_hash"), row.getString("answer")))
                .single();
    }
}
