package shop.messaging.replay;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import shop.messaging.replay.Replay.Plan;
import shop.messaging.replay.Replay.Range;
import shop.messaging.replay.Replay.State;
import tools.jackson.databind.json.JsonMapper;

/** SQL on {@code replays}, their progress, and the functions that make, swap and drop shadows. */
class ReplayTables {

    private static final String REPLAY = """
            select replays.*,
                case when state = 'PLANNED' and expires_at < now() then 'EXPIRED' else state end as state_now,
                case when state in ('RUNNING', 'PAUSED', 'SWAPPED') then (
                    select coalesce(sum(greatest(coalesce(done.next_offset, mine.end_offset) - mine.next_offset, 0)), 0)
                    from replay_progress mine
                    left join consumer_progress done
                        on done.topic = mine.topic and done.partition = mine.partition and done.consumer = any(?)
                    where mine.replay_id = replays.id) else 0 end as left
            from replays
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient database;
    private final String role;
    private final SqlArrayValue consumers;

    /** @param role what a replay may do */
    ReplayTables(JdbcClient database, String role, List<String> consumers) {
        this.database = database;
        this.role = role;
        this.consumers = new SqlArrayValue("text", consumers.toArray());
    }

    UUID insert(
            String projection,
            Plan plan,
            @Nullable Instant horizon,
            @Nullable Double rate,
            String reason,
            @Nullable String ticket,
            String by,
            String via,
            Instant expires) {
        UUID id = database.sql("""
                        insert into replays (projection, plan, plan_hash, horizon, rate, reason, ticket, requested_by,
                            requested_via, expires_at)
                        select ?, plan::jsonb, left(encode(sha256(convert_to(plan, 'UTF8')), 'hex'), 12), ?, ?, ?, ?, ?, ?, ?
                        from (values (?)) as planned (plan) returning id
                        """)
                .param(projection)
                .param(at(horizon))
                .param(rate)
                .param(reason)
                .param(ticket)
                .param(by)
                .param(via)
                .param(expires.atOffset(ZoneOffset.UTC))
                .param(JSON.writeValueAsString(plan))
                .query(UUID.class)
                .single();
        plan.ranges().forEach(range -> addPartition(id, range));
        return id;
    }

    void addPartition(UUID replay, Range range) {
        database.sql("""
                        insert into replay_progress (replay_id, topic, partition, start_offset, end_offset, next_offset)
                        values (?, ?, ?, ?, ?, ?) on conflict do nothing
                        """)
                .params(replay, range.topic(), range.partition(), range.start(), range.end(), range.start())
                .update();
    }

    Optional<Replay> find(UUID id) {
        return database.sql(REPLAY + " where id = ?")
                .params(consumers, id)
                .query(ReplayTables::replay)
                .optional();
    }

    List<Replay> newest(int limit) {
        return database.sql(REPLAY + " order by created_at desc limit ?")
                .params(consumers, limit)
                .query(ReplayTables::replay)
                .list();
    }

    /** Waits for the step that is being done. */
    Optional<Replay> lock(UUID id) {
        database.sql("select from replays where id = ? for update")
                .param(id)
                .query()
                .listOfRows();
        return find(id);
    }

    /** @return empty if another process does a step, or nothing is to be done */
    Optional<Replay> lockWorking(UUID id) {
        List<Map<String, Object>> mine = database.sql("""
                        select id from replays where id = ? and state in ('RUNNING', 'SWAPPED') for update skip locked
                        """).param(id).query().listOfRows();
        return mine.isEmpty() ? Optional.empty() : find(id);
    }

    List<UUID> working() {
        return database.sql("select id from replays where state in ('RUNNING', 'SWAPPED')")
                .query(UUID.class)
                .list();
    }

    /** The one that holds the shadow. */
    Optional<Replay> holderOf(String projection) {
        return database.sql(REPLAY + " where projection = ? and state in ('RUNNING', 'PAUSED', 'SWAPPED')")
                .params(consumers, projection)
                .query(ReplayTables::replay)
                .optional();
    }

    void start(UUID id, String by) {
        database.sql("update replays set state = 'RUNNING', started_by = ?, started_at = now() where id = ?")
                .params(by, id)
                .update();
    }

    void move(UUID id, State to) {
        database.sql("""
                        update replays set state = ?, finished_at = case when ? then now() end where id = ?
                        """)
                .params(to.name(), to != State.RUNNING && to != State.PAUSED && to != State.SWAPPED, id)
                .update();
    }

    void swapped(UUID id, String by) {
        database.sql("update replays set state = 'SWAPPED', swapped_by = ?, swapped_at = now() where id = ?")
                .params(by, id)
                .update();
    }

    void rate(UUID id, @Nullable Double rate) {
        database.sql("update replays set rate = ? where id = ?")
                .param(rate)
                .param(id)
                .update();
    }

    void found(UUID id, long differences, @Nullable String samples) {
        database.sql("update replays set differences = ?, detail = ? where id = ?")
                .param(differences)
                .param(samples)
                .param(id)
                .update();
    }

    void fail(UUID id, String why) {
        database.sql("update replays set state = 'FAILED', detail = ?, finished_at = now() where id = ?")
                .params(why, id)
                .update();
    }

    boolean isPrepared(UUID id) {
        return database.sql("select prepared from replays where id = ?")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    void prepared(UUID id) {
        database.sql("update replays set prepared = true where id = ?")
                .param(id)
                .update();
    }

    /** Whether the service may become what a replay is. */
    boolean hasRole() {
        return database.sql("select exists (select from pg_roles where rolname = ? and pg_has_role(oid, 'SET'))")
                .param(role)
                .query(Boolean.class)
                .single();
    }

    /** What an administrator has to run. */
    String makeRole() {
        return "create role " + role + " nologin; grant " + role + " to "
                + database.sql("select current_user").query(String.class).single() + " with inherit false, set true;";
    }

    void prepare(String projection) {
        call("replay_prepare", projection);
    }

    void swap(String projection) {
        call("replay_swap", projection);
    }

    void drop(String projection) {
        call("replay_drop", projection);
    }

    private void call(String function, String projection) {
        database.sql("select " + function + "(?)").param(projection).query().listOfRows();
    }

    /** From here to {@link #resetRole} the transaction may write the shadow alone, and finds it under the table's own name. */
    void becomeReplay() {
        database.sql("set local role " + role).update();
        database.sql("set local search_path = replay, public").update();
    }

    void resetRole() {
        database.sql("set local search_path = public").update();
        database.sql("set local role none").update();
    }

    void lockTimeout(int seconds) {
        database.sql("set local lock_timeout = '" + seconds + "s'").update();
    }

    Map<TopicPartition, Long> progress(UUID id) {
        var progress = new LinkedHashMap<TopicPartition, Long>();
        database.sql("select topic, partition, next_offset from replay_progress where replay_id = ? order by 1, 2")
                .param(id)
                .query(row -> {
                    progress.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
                });
        return progress;
    }

    void progress(UUID id, Map<TopicPartition, Long> next) {
        next.forEach((partition, offset) -> database.sql("""
                        update replay_progress set next_offset = ? where replay_id = ? and topic = ? and partition = ?
                        """)
                .params(offset, id, partition.topic(), partition.partition())
                .update());
    }

    /** How far the listeners are. */
    Map<TopicPartition, Long> consumed() {
        var consumed = new HashMap<TopicPartition, Long>();
        database.sql("select topic, partition, next_offset from consumer_progress where consumer = any(?)")
                .param(consumers)
                .query(row -> {
                    consumed.put(new TopicPartition(row.getString(1), row.getInt(2)), row.getLong(3));
                });
        return consumed;
    }

    void count(UUID id, long events, long skipped, long withheld) {
        database.sql("""
                        update replays set events = events + ?, skipped = skipped + ?, withheld = withheld + ? where id = ?
                        """).params(events, skipped, withheld, id).update();
    }

    /** What became of the dead letters among these events, by event and consumer. */
    Map<Known, Fate> fates(Collection<UUID> events) {
        var fates = new HashMap<Known, Fate>();
        database.sql("""
                        select consumer, event_id, id, state from dead_letters
                        where event_id = any(?::uuid[]) and consumer = any(?) order by id
                        """)
                .param(new SqlArrayValue("uuid", events.toArray()))
                .param(consumers)
                .query(row -> {
                    fates.put(
                            new Known(row.getString(1), row.getObject(2, UUID.class)),
                            new Fate(row.getLong(3), row.getString(4)));
                });
        return fates;
    }

    boolean isLetter(String consumer, TopicPartition partition, long offset) {
        return database.sql("""
                        select exists (select from dead_letters
                            where consumer = ? and topic = ? and partition = ? and "offset" = ?)
                        """)
                .params(consumer, partition.topic(), partition.partition(), offset)
                .query(Boolean.class)
                .single();
    }

    Map<String, Long> lettersByState() {
        var letters = new LinkedHashMap<String, Long>();
        database.sql("select state, count(*) from dead_letters where consumer = any(?) group by 1 order by 1")
                .param(consumers)
                .query(row -> {
                    letters.put(row.getString(1), row.getLong(2));
                });
        return letters;
    }

    void postpone(UUID id, long letter) {
        database.sql("insert into replay_postponed (replay_id, letter_id) values (?, ?) on conflict do nothing")
                .params(id, letter)
                .update();
    }

    /** Letters that were open when their events came past and are resolved by now. */
    List<Long> resolvedMeanwhile(UUID id) {
        return database.sql("""
                        select letter_id from replay_postponed join dead_letters on dead_letters.id = letter_id
                        where replay_id = ? and state <> 'OPEN' order by letter_id
                        """).param(id).query(Long.class).list();
    }

    void forgetPostponed(UUID id, long letter) {
        database.sql("delete from replay_postponed where replay_id = ? and letter_id = ?")
                .params(id, letter)
                .update();
    }

    record Known(String consumer, UUID event) {}

    record Fate(long letter, String state) {}

    private static Replay replay(ResultSet row, int number) throws SQLException {
        return new Replay(
                row.getObject("id", UUID.class),
                row.getString("projection"),
                State.valueOf(row.getString("state_now")),
                JSON.readValue(row.getString("plan"), Plan.class),
                row.getString("plan_hash"),
                instant(row, "horizon"),
                row.getObject("rate", Double.class),
                row.getLong("events"),
                row.getLong("skipped"),
                row.getLong("withheld"),
                row.getLong("left"),
                row.getObject("differences", Long.class),
                row.getString("detail"),
                row.getString("reason"),
                row.getString("ticket"),
                row.getString("requested_by"),
                row.getString("requested_via"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("started_by"),
                instant(row, "started_at"),
                row.getString("swapped_by"),
                instant(row, "swapped_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
