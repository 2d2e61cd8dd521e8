package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Status;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/** Which days of outbox and inbox are dropped. The clock of the server cannot be set, so what it showed before is. */
class PartitionMaintenanceIT {

    private final ServiceDatabase roles =
            ServiceDatabase.withRelay("t" + UUID.randomUUID().toString().substring(0, 8));

    private Connection owner;
    private Connection app;
    private DSLContext database;

    @BeforeEach
    void create() throws SQLException {
        roles.createIfMissing(Infrastructure.postgres(), Infrastructure.PASSWORD);
        String url = Infrastructure.postgres().url(roles.name());
        Flyway.configure()
                .dataSource(url, roles.owner(), Infrastructure.PASSWORD)
                .locations("classpath:db/messaging")
                .placeholders(Map.of("app", roles.app(), "relay", roles.relay()))
                .load()
                .migrate();
        owner = DriverManager.getConnection(url, roles.owner(), Infrastructure.PASSWORD);
        app = DriverManager.getConnection(url, roles.app(), Infrastructure.PASSWORD);
        database = DSL.using(owner, SQLDialect.POSTGRES);
        for (String table : List.of("outbox", "inbox")) {
            for (int age = 40; age > 1; age--) {
                database.execute("""
                        do $$ begin
                            execute format('create table %%I partition of %1$s for values from (%%L) to (%%L)',
                                '%1$s_' || to_char((now() at time zone 'UTC')::date - %2$d, 'YYYYMMDD'),
                                uuid_v7_floor(((now() at time zone 'UTC')::date - %2$d)::timestamp at time zone 'UTC'),
                                uuid_v7_floor(((now() at time zone 'UTC')::date - %2$d + 1)::timestamp at time zone 'UTC'));
                        end $$""".formatted(table, age));
            }
        }
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        app.close();
    }

    @Test
    void expiredDaysOfTheOutboxAreDroppedIfAllIsProven() {
        append(20);
        append(10);
        prove();
        append(10);

        maintenance(null).start();

        assertThat(days("outbox")).doesNotContain(day(20), day(8)).contains(day(7), day(10));
        assertThat(database.fetchValue("select count(*) from outbox")).isEqualTo(2L);
    }

    @Test
    void keptDayIsSaid() {
        append(10);
        var maintenance = maintenance(null);

        maintenance.start();
        maintenance.stop();

        assertThat(maintenance.problems())
                .containsExactly("outbox_" + day(10)
                        + ": is expired and kept: it holds events that are not proven to be published");
        assertThat(new RetentionHealthIndicator(maintenance).health().getStatus())
                .isEqualTo(Status.UNKNOWN);

        prove();
        maintenance.maintain();
        assertThat(maintenance.problems()).isEmpty();
        assertThat(days("outbox")).doesNotContain(day(10));
    }

    /** Seen from a clock that shows a time sixteen days too late, days 16 to 23 ago are the present and the last week. */
    @Test
    void clockThatLeapsAheadDropsNothing() {
        append(17);
        prove();
        database.execute("update retention_clock set earlier_at = now() - interval '16 days 2 hours',"
                + " later_at = now() - interval '16 days'");
        var maintenance = maintenance(Instant.now());

        for (int run = 0; run < 3; run++) {
            maintenance.maintain();
            assertThat(days("outbox")).contains(day(17), day(23)).doesNotContain(day(25));
            assertThat(days("inbox")).contains(day(17), day(30)).doesNotContain(day(32));
            if (run == 0) {
                assertThat(maintenance.problems()).hasSize(1).first().asString().contains("clock", "16 days", "ahead");
            }
        }

        // The clock is right again: it has gone back.
        database.execute("update retention_clock set later_at = now() + interval '16 days 1 hour'");
        maintenance.maintain();
        assertThat(maintenance.problems()).hasSize(1).first().asString().contains("clock went back by 16 days");
        assertThat(days("outbox")).contains(day(17));
    }

    @Test
    void timeThatIsTrueForADayIsBelieved() {
        database.execute("update retention_clock set earlier_at = now() - interval '20 days',"
                + " later_at = now() - interval '25 hours'");

        maintenance(null).maintain();

        assertThat(days("outbox")).doesNotContain(day(10)).contains(day(8));
    }

    @Test
    void dayOfTheInboxStaysUntilItsEventsCannotComeAgain() {
        maintenance(null).maintain();
        assertThat(days("inbox")).contains(day(30));

        // A record of 12 days ago may carry an event that an outbox kept for 7 + 2 days.
        maintenance(Instant.now().minus(Duration.ofDays(12))).maintain();
        assertThat(days("inbox")).contains(day(21)).doesNotContain(day(22));
    }

    @Test
    void rowsOfTheDefaultPartitionStayUntilTheyAreProven() {
        database.execute("insert into outbox (id, aggregatetype, aggregateid, type, payload, created_at)"
                + " values ('00000000-0000-4000-8000-000000000000', 'a', 'a', 'a', '{}', now() - interval '20 days')");

        maintenance(null).maintain();
        assertThat(database.fetchValue("select count(*) from outbox_default")).isEqualTo(1L);

        prove();
        maintenance(null).maintain();
        assertThat(database.fetchValue("select count(*) from outbox_default")).isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource({"-1, 7", "0, 7", "3661, 7", ", 7", "7, -1", "7, 0", "7, 10000"})
    void absurdAgesAreRefused(Integer retentionDays, Integer daysAhead) {
        DSLContext asApp = DSL.using(app, SQLDialect.POSTGRES);
        for (String function :
                List.of("maintain_partitions('outbox', ?, ?, null)", "maintain_daily_partitions('outbox', ?, ?)")) {
            assertThatThrownBy(() -> asApp.execute("select " + function, daysAhead, retentionDays))
                    .hasMessageContaining("maintain_partitions");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "now() + interval '1 minute'"})
    void timeThatIsStillToComeIsNoProofThatEventsCannotCome(String time) {
        DSLContext asApp = DSL.using(app, SQLDialect.POSTGRES);
        String when = time.equals("infinity") ? "'infinity'" : time;

        assertThatThrownBy(() -> asApp.execute("select maintain_partitions('inbox', 7, 1, " + when + ")"))
                .hasMessageContaining("has not been yet");

        assertThat(days("inbox")).contains(day(3), day(30));
    }

    @Test
    void oldestRecordOfTheTopicsIsFound() throws Exception {
        Infrastructure.kafka().createTopics(List.of(roles.name()), 3);
        var oldest = new OldestRecord(
                () -> Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()),
                () -> Set.of(roles.name()));
        assertThat(oldest.time()).isNull();

        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", Infrastructure.kafka().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            long now = System.currentTimeMillis();
            producer.send(new ProducerRecord<>(roles.name(), 0, now, "a", "a")).get();
            producer.send(new ProducerRecord<>(roles.name(), 1, now - 5000, "a", "a"))
                    .get();
            producer.send(new ProducerRecord<>(roles.name(), 1, now, "a", "a")).get();

            assertThat(oldest.time()).isEqualTo(Instant.ofEpochMilli(now - 5000));
        }
    }

    private PartitionMaintenance maintenance(Instant oldestRecord) {
        return new PartitionMaintenance(
                DSL.using(app, SQLDialect.POSTGRES), new PartitionProperties(7, 14, 7), () -> oldestRecord);
    }

    private void append(int age) {
        database.execute("insert into outbox (id, aggregatetype, aggregateid, type, payload) select"
                + " (left(uuid_v7_floor(now() - interval '" + age
                + " days')::text, 15) || right(gen_random_uuid()::text, 21))::uuid,"
                + " 'a', 'a', 'a', '{}'");
    }

    private void prove() {
        database.execute("update relay_progress set published = pg_current_snapshot()");
    }

    private List<String> days(String table) {
        return database.fetch("select right(inhrelid::regclass::text, 8) from pg_inherits where inhparent = '" + table
                        + "'::regclass order by 1")
                .getValues(0, String.class);
    }

    private String day(int age) {
        return (String)
                database.fetchValue("select to_char((now() at time zone 'UTC')::date - " + age + ", 'YYYYMMDD')");
    }
}
