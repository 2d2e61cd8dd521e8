package shop.messaging.redrive;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import shop.messaging.letters.KeyOfConsumer;
import shop.messaging.redrive.Redrive.Item;
import shop.messaging.redrive.Redrive.Selection;
import shop.messaging.redrive.Redrive.State;

/** SQL on {@code ops_jobs} and {@code redrive_items}, and on the claims in {@code waiting_keys}. */
class RedriveTables {

    /** With a place for how many keys are still to be done: to count them costs as much as there are. */
    private static final String JOB_WITH = """
            select job.*,
                   case when state = 'PLANNED' and expires_at < now() then 'EXPIRED' else state end as state_now,
                   coalesce((plan ->> 'keys')::int, 0) as keys, coalesce((plan ->> 'letters')::int, 0) as letters,
                   %s as left
            from ops_jobs job
            """;

    private static final String JOB = JOB_WITH.formatted(
            "(select count(*) from redrive_items where job_id = job.id and redrive_items.state = 'OPEN')");

    /** For a runner, which looks with every letter. */
    private static final String JOB_UNCOUNTED = JOB_WITH.formatted("0");

    private static final String OPEN_KEYS = """
            with open_keys as (
                select consumer, key, min(id) as first, max(id) as upto, count(*) as letters
                from dead_letters
                where state = 'OPEN'
                group by consumer, key, case when key is null then id end
            )
            insert into redrive_items (job_id, consumer, key, upto, letters)
            select ?, consumer, key, upto, letters from open_keys
            """;

    /** What an item of a plan stands for, as a hash: which letters, and in which version. */
    private static final String VERSIONS = """
            (select md5(coalesce(string_agg(concat_ws(':', letter.id, letter.version), ' ' order by letter.id), ''))
             from dead_letters letter
             where letter.state = 'OPEN' and letter.consumer = item.consumer
               and (item.key is null and letter.id = item.upto or letter.key = item.key and letter.id <= item.upto))
            """;

    private static final String CLAIM = """
            with mine as (
                select waiting_keys.consumer, waiting_keys.key
                from waiting_keys join redrive_items item using (consumer, key)
                where item.job_id = ?
                order by waiting_keys.consumer, waiting_keys.key
                for update of waiting_keys
            )
            update waiting_keys set job_id = ?
            from mine
            where waiting_keys.consumer = mine.consumer and waiting_keys.key = mine.key and job_id is null
            """;

    private static final String CLAIMED_BY_OTHERS = """
            select waiting_keys.consumer, waiting_keys.key, waiting_keys.job_id
            from waiting_keys join redrive_items item using (consumer, key)
            where item.job_id = ? and waiting_keys.job_id <> item.job_id
            union all
            select letter.consumer, letter.key, letter.job_id
            from dead_letters letter join redrive_items item on item.upto = letter.id
            where item.job_id = ? and item.key is null and letter.job_id <> item.job_id
            limit 1
            """;

    private static final String CLAIM_WITHOUT_KEY = """
            with mine as (
                select letter.id from dead_letters letter join redrive_items item on item.upto = letter.id
                where item.job_id = ? and item.key is null and letter.state = 'OPEN'
                order by letter.id for update of letter
            )
            update dead_letters set job_id = ? from mine where dead_letters.id = mine.id and job_id is null
            """;

    private static final String RELEASE_WITHOUT_KEY = "update dead_letters set job_id = null where job_id = ?";

    private static final String RELEASE = """
            with mine as (
                select consumer, key from waiting_keys where job_id = ? order by consumer, key for update
            )
            update waiting_keys set job_id = null
            from mine
            where waiting_keys.consumer = mine.consumer and waiting_keys.key = mine.key
            """;

    private final JdbcClient database;

    RedriveTables(JdbcClient database) {
        this.database = database;
    }

    UUID insert(
            @Nullable Integer canary,
            @Nullable Double rate,
            String reason,
            @Nullable String ticket,
            String requestedBy,
            Instant expiresAt) {
        return database.sql("""
                        insert into ops_jobs (kind, plan, plan_hash, canary, rate, reason, ticket, requested_by, expires_at)
                        values ('REDRIVE', '{}', '', ?, ?, ?, ?, ?, ?::timestamptz)
                        returning id
                        """)
                .params(Arrays.asList(canary, rate, reason, ticket, requestedBy, expiresAt.toString()))
                .query(UUID.class)
                .single();
    }

    /** Freezes what is selected now. */
    void select(UUID job, Selection selection) {
        switch (selection) {
            case Selection.ByFingerprint(String fingerprint) ->
                database.sql(
                                OPEN_KEYS
                                        + "where exists (select from dead_letters where id = first and fingerprint = ?) order by first")
                        .params(job, fingerprint)
                        .update();
            case Selection.ByKey(String consumer, String key) ->
                database.sql(OPEN_KEYS + "where consumer = ? and key = ?")
                        .params(job, consumer, new KeyOfConsumer(consumer, key).key())
                        .update();
            case Selection.ByLetter(long id) ->
                database.sql("""
                                insert into redrive_items (job_id, consumer, key, upto, letters)
                                select ?, consumer, key, id, 1 from dead_letters where id = ? and state = 'OPEN'
                                """).params(job, id).update();
        }
    }

    /** @return how many keys the plan has */
    int seal(UUID job) {
        database.sql("update redrive_items item set versions = " + VERSIONS + " where job_id = ?")
                .param(job)
                .update();
        database.sql("""
                        update ops_jobs set plan_hash = list.hash, plan = jsonb_build_object('keys', list.keys, 'letters', list.letters)
                        from (select count(*) as keys, coalesce(sum(letters), 0) as letters,
                                     encode(sha256(convert_to(coalesce(string_agg(
                                         concat_ws(' ', consumer, key, upto, letters, versions), chr(10) order by id), ''), 'UTF8')), 'hex') as hash
                              from redrive_items where job_id = ?) list
                        where ops_jobs.id = ?
                        """).params(job, job).update();
        return database.sql("select count(*) from redrive_items where job_id = ?")
                .param(job)
                .query(Integer.class)
                .single();
    }

    Optional<Redrive> find(UUID job) {
        return database.sql(JOB + "where id = ?")
                .param(job)
                .query((row, _) -> redrive(row))
                .optional();
    }

    List<Redrive> newest(int limit) {
        return database.sql(JOB + "order by created_at desc limit ?")
                .param(limit)
                .query((row, _) -> redrive(row))
                .list();
    }

    List<Item> items(UUID job) {
        return database.sql("select * from redrive_items where job_id = ? order by id limit 1000")
                .param(job)
                .query((row, _) -> new Item(
                        row.getString("consumer"),
                        row.getString("key"),
                        row.getLong("upto"),
                        row.getInt("letters"),
                        row.getString("state"),
                        row.getString("detail")))
                .list();
    }

    /** Takes the right to change the job until the end of the transaction. */
    Optional<Redrive> lock(UUID job) {
        return database.sql("select from ops_jobs where id = ? for update")
                .param(job)
                .query((_, _) -> true)
                .optional()
                .flatMap(_ -> find(job));
    }

    /**
     * As {@link #lock}, for a job that runs, and whose next step may be done by this release now.
     *
     * @param release the job's own goes first: another one may not be able to do what it was started for
     * @return empty if it does not run, another process is about to do its next step, or it is not yet time for that
     */
    Optional<Redrive> lockRunning(UUID job, @Nullable String release, Duration orphanedAfter) {
        return database.sql("""
                        select from ops_jobs
                        where id = ? and state = 'RUNNING'
                          and (next_at is null or next_at <= clock_timestamp())
                          and (release is not distinct from ?
                               or coalesce(stepped_at, started_at) < clock_timestamp() - make_interval(secs => ?))
                        for update skip locked
                        """)
                .params(Arrays.asList(job, release, orphanedAfter.toSeconds()))
                .query((_, _) -> true)
                .optional()
                .flatMap(_ -> database.sql(JOB_UNCOUNTED + "where id = ?")
                        .param(job)
                        .query((row, _) -> redrive(row))
                        .optional());
    }

    /** How long the rate of a job still holds its next step back; empty if it does not. */
    Optional<Duration> untilNext(UUID job) {
        return database.sql("""
                        select 1 + (extract(epoch from next_at - clock_timestamp()) * 1000)::bigint from ops_jobs
                        where id = ? and next_at > clock_timestamp()
                        """).param(job).query(Long.class).optional().map(Duration::ofMillis);
    }

    List<UUID> running() {
        return database.sql("select id from ops_jobs where state = 'RUNNING'")
                .query(UUID.class)
                .list();
    }

    void start(UUID job, String by) {
        database.sql(
                        "update ops_jobs set state = 'RUNNING', started_by = ?, started_at = clock_timestamp() where id = ?")
                .params(by, job)
                .update();
    }

    /** Who starts or resumes a job believes that his release can do it. */
    void belongsTo(UUID job, @Nullable String release) {
        database.sql("update ops_jobs set release = ?, stepped_at = clock_timestamp() where id = ?")
                .params(Arrays.asList(release, job))
                .update();
    }

    void move(UUID job, State state) {
        database.sql("""
                        update ops_jobs
                        set state = ?, finished_at = case when ? then clock_timestamp() end
                        where id = ?
                        """)
                .params(state.name(), state == State.DONE || state == State.STOPPED, job)
                .update();
    }

    /** @return a key of the plan that another job has, with that job */
    Optional<Redrive> claim(UUID job) {
        database.sql(CLAIM).params(job, job).update();
        database.sql(CLAIM_WITHOUT_KEY).params(job, job).update();
        return database.sql(CLAIMED_BY_OTHERS)
                .params(job, job)
                .query((row, _) -> row.getObject("job_id", UUID.class))
                .optional()
                .flatMap(this::find);
    }

    void release(UUID job) {
        database.sql(RELEASE).param(job).update();
        database.sql(RELEASE_WITHOUT_KEY).param(job).update();
    }

    /** What the item has claimed is free for others before the end of the job. */
    void release(OpenItem item, UUID job) {
        if (item.key() == null) {
            database.sql("update dead_letters set job_id = null where id = ? and job_id = ?")
                    .params(item.upto(), job)
                    .update();
        } else {
            database.sql("update waiting_keys set job_id = null where consumer = ? and key = ? and job_id = ?")
                    .params(item.consumer(), item.key(), job)
                    .update();
        }
    }

    /** The redrive that has claimed a letter without a key. */
    Optional<UUID> claimOf(long letter) {
        return database.sql("select job_id from dead_letters where id = ? and job_id is not null")
                .param(letter)
                .query(UUID.class)
                .optional();
    }

    /** The first letter or key of a plan that is not any more what was planned, for people. */
    Optional<String> changed(UUID job) {
        return database.sql("select consumer, key, upto from redrive_items item where job_id = ? and versions <> "
                        + VERSIONS + " order by id limit 1")
                .param(job)
                .query((row, _) -> row.getString("key") == null
                        ? "letter " + row.getLong("upto")
                        : "the key " + row.getString("key") + " of " + row.getString("consumer"))
                .optional();
    }

    /** Jobs that run, one after the other with whoever else asks here until the end of the transaction. */
    List<UUID> runningAlone() {
        database.sql("select pg_advisory_xact_lock(hashtext('shop.redrives'))")
                .query((_, _) -> true)
                .single();
        return running();
    }

    /** @return how many jobs that ended so long ago were removed, with their plans; the audit trail keeps who asked for them */
    int forget(Duration after) {
        int changes = database.sql("""
                        delete from letter_changes
                        where expires_at < clock_timestamp() - make_interval(secs => ?)
                        """).param(after.toSeconds()).update();
        database.sql("update letter_changes set payload = null where payload is not null and expires_at < now()")
                .update();
        return changes
                + database.sql("""
                        delete from ops_jobs
                        where finished_at < clock_timestamp() - make_interval(secs => ?)
                           or state = 'PLANNED' and expires_at < clock_timestamp() - make_interval(secs => ?)
                        """).params(after.toSeconds(), after.toSeconds()).update();
    }

    /** A key of a plan, or a letter without a key. */
    record OpenItem(long id, String consumer, @Nullable String key, long upto) {

        Optional<KeyOfConsumer> keyOfConsumer() {
            return Optional.ofNullable(key).map(it -> new KeyOfConsumer(consumer, it));
        }
    }

    Optional<OpenItem> nextItem(UUID job) {
        return database.sql("""
                        select id, consumer, key, upto from redrive_items
                        where job_id = ? and state = 'OPEN' order by id limit 1
                        """)
                .param(job)
                .query((row, _) -> new OpenItem(
                        row.getLong("id"), row.getString("consumer"), row.getString("key"), row.getLong("upto")))
                .optional();
    }

    void itemDone(long item, @Nullable String detail) {
        endItem(item, "DONE", detail);
    }

    void itemFailed(long item, String detail) {
        endItem(item, "FAILED", detail);
    }

    private void endItem(long item, String state, @Nullable String detail) {
        database.sql("update redrive_items set state = ?, detail = ? where id = ?")
                .params(Arrays.asList(state, detail, item))
                .update();
    }

    /** Whether so many keys are done or have failed; keys are taken in the order of their ids. */
    boolean haveEnded(UUID job, int keys) {
        return database.sql("""
                        select count(*) = ? from (select from redrive_items where job_id = ? and state <> 'OPEN' order by id limit ?) ended
                        """).params(keys, job, keys).query(Boolean.class).single();
    }

    boolean isOpen(long item) {
        return database.sql("select state = 'OPEN' from redrive_items where id = ?")
                .param(item)
                .query(Boolean.class)
                .single();
    }

    /** A step is done; from now on the job belongs to the release that did it. */
    void count(UUID job, @Nullable String release, int redriven, int duplicates, int failed) {
        database.sql("""
                        update ops_jobs
                        set redriven = redriven + ?, duplicates = duplicates + ?, failed = failed + ?,
                            release = ?, stepped_at = clock_timestamp(), next_at = clock_timestamp() + make_interval(secs => 1 / rate)
                        where id = ?
                        """)
                .params(Arrays.asList(redriven, duplicates, failed, release, job))
                .update();
    }

    /** The canary is over: the rest of the plan goes on without one. */
    void forgetCanary(UUID job) {
        database.sql("update ops_jobs set canary = null where id = ?")
                .param(job)
                .update();
    }

    private static Redrive redrive(ResultSet row) throws SQLException {
        int canary = row.getInt("canary");
        boolean hasCanary = !row.wasNull();
        double rate = row.getDouble("rate");
        boolean hasRate = !row.wasNull();
        return new Redrive(
                row.getObject("id", UUID.class),
                State.valueOf(row.getString("state_now")),
                row.getInt("keys"),
                row.getInt("letters"),
                row.getString("plan_hash"),
                hasCanary ? (Integer) canary : null,
                hasRate ? (Double) rate : null,
                row.getInt("redriven"),
                row.getInt("duplicates"),
                row.getInt("failed"),
                row.getInt("left"),
                row.getString("reason"),
                row.getString("ticket"),
                row.getString("requested_by"),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                row.getString("started_by"),
                nullable(row, "started_at"),
                nullable(row, "finished_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant nullable(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
