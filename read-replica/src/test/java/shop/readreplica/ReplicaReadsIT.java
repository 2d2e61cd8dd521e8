package shop.readreplica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.LocalStandby;
import shop.build.localservers.ServiceDatabase;
import shop.readreplica.Answer.Refused;
import shop.readreplica.NotesApplication.Notes;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.Replication;

/** A real primary and a real standby, to which everything happens that can. */
@SpringBootTest(
        // The test probes, so that a probe never comes before the read it looks at; other instances probe by
        // themselves.
        properties = "shop.replica.probe-interval=1h")
@DirtiesContext
class ReplicaReadsIT {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    private static final Replication replication = new Replication();
    private static final LocalPostgres primary = replication.primary();
    private static final LocalStandby standby = replication.standby();
    private static final ServiceDatabase database = ServiceDatabase.withRelay("notes");
    private static Process process;

    @Autowired
    ApplicationContext service;

    @Autowired
    Notes notes;

    UUID author = UUID.randomUUID();

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) throws SQLException {
        primary.start();
        database.createIfMissing(primary, Infrastructure.PASSWORD);
        onPrimary(Notes.TABLE);
        onPrimary("grant select, insert, update on notes to " + database.app());
        process = standby.start();
        settings(registry::add);
    }

    private static void settings(BiConsumer<String, Supplier<Object>> registry) {
        registry.accept("shop.database.name", database::name);
        registry.accept("spring.datasource.url", () -> primary.url(database.name()));
        registry.accept("spring.datasource.password", () -> Infrastructure.PASSWORD);
        registry.accept("shop.replica.url", () -> standby.url(database.name()));
    }

    @AfterAll
    static void stopServers() {
        replication.close();
    }

    @BeforeEach
    void replicaIsRead() {
        awaitReadsFromReplica();
    }

    @Test
    void replicaThatHasCaughtUpAnswers() {
        for (int i = 1; i <= 20; i++) {
            notes.write(author);
            assertThat(notes.of(author)).isEqualTo(i);
        }

        // Where something else takes the machine for 50 ms the primary may answer once in a while.
        await().until(() -> {
            awaitReadsFromReplica();
            double before = answers("replica", "caught-up");
            notes.write(author);
            notes.of(author);
            notes.of(author);
            return answers("replica", "caught-up") == before + 2;
        });
    }

    @Test
    void pausedReplicaIsNotReadAfterAWrite() throws SQLException {
        onStandby("select pg_wal_replay_pause()");
        await().until(() -> ask("select pg_get_wal_replay_pause_state()").equals("paused"));
        double behind = answers("primary", "behind");
        try {
            notes.write(author);

            assertThat(notes.of(author)).isEqualTo(1);

            assertThat(answers("primary", "behind")).isEqualTo(behind + 1);
            probe();
            await().until(() -> lag() > 1);
            var health = service.getBean(ReplicaHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health.getDetails()).containsEntry("reason", "behind");
        } finally {
            onStandby("select pg_wal_replay_resume()");
        }
        awaitReadsFromReplica();
        assertThat(lag()).isZero();
    }

    @Test
    void replicaFarBehindIsNotRead() throws SQLException {
        onStandby("alter system set recovery_min_apply_delay = '1h'");
        onStandby("select pg_reload_conf()");
        try {
            for (int i = 1; i <= 50; i++) {
                notes.write(author);
                assertThat(notes.of(author)).isEqualTo(i);
            }
            probe();
            await().until(() -> lag() > 2);
        } finally {
            onStandby("alter system reset recovery_min_apply_delay");
            onStandby("select pg_reload_conf()");
        }
        awaitReadsFromReplica();
        assertThat(notes.of(author)).isEqualTo(50);
    }

    @Test
    void replicaThatIsGoneIsReadAgainWhenItIsBack() throws InterruptedException {
        notes.write(author);
        process.destroyForcibly().waitFor();

        for (int i = 0; i < 20; i++) {
            assertThat(notes.of(author)).isEqualTo(1);
        }
        assertThat(answers("primary", "away")).isPositive();
        notes.write(author);
        assertThat(notes.of(author)).isEqualTo(2);

        await().ignoreExceptions().until(() -> {
            process = standby.start();
            return true;
        });
        awaitReadsFromReplica();
        assertThat(notes.of(author)).isEqualTo(2);
    }

    @Test
    void replicaThatHangsHoldsNobodyUp() throws Exception {
        notes.write(author);
        signal("STOP");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Duration>>();
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(() -> {
                    Instant begin = Instant.now();
                    assertThat(notes.of(author)).isEqualTo(1);
                    return Duration.between(begin, Instant.now());
                }));
            }
            for (Future<Duration> answer : answers) {
                assertThat(answer.get()).isLessThan(LONGEST_WAIT);
            }
            double resting = answers("primary", "resting");
            assertThat(notes.of(author)).isEqualTo(1);
            assertThat(answers("primary", "resting")).isEqualTo(resting + 1);
        } finally {
            signal("CONT");
        }
        awaitReadsFromReplica();
    }

    @Test
    void promotedReplicaIsNotRead() throws SQLException {
        notes.write(author);
        onStandby("select pg_promote()");
        onStandby("insert into notes (author) values ('" + author + "')");

        try {
            for (int i = 0; i < 20; i++) {
                assertThat(notes.of(author)).isEqualTo(1);
            }
            assertThat(trouble()).hasValue(Refusal.STRANGER);
        } finally {
            standby.stop();
            process = standby.start();
        }
        awaitReadsFromReplica();
    }

    @Test
    void replicaOfAnotherClusterOrTimelineIsNotAsked() throws SQLException {
        var replica = service.getBean(Replica.class);
        String cluster = ask("select system_identifier::text from pg_control_system()");

        assertThat(replica.read(new LogPosition(cluster + "/1", 0), server -> "asked"))
                .isEqualTo(new Answer.Given<>("asked"));
        for (String history : List.of(cluster + "/2", "42/1")) {
            assertThat(replica.read(new LogPosition(history, 0), server -> "asked"))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.why()).isEqualTo(Refusal.STRANGER));
        }
    }

    @Test
    void nobodyIsShownLessThanSomebodyWasShownBefore() throws Exception {
        var shown = new AtomicInteger();
        var over = new AtomicBoolean();
        double byReplica = answers("replica", "caught-up");
        double byPrimary = answers("primary", "behind");
        try (var other = anotherInstance();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var itsNotes = other.getBean(Notes.class);
            await().until(() -> readsFromReplica(other));
            List<Future<List<String>>> readers = Stream.of(notes, itsNotes, notes, itsNotes)
                    .map(instance -> threads.submit(() -> stepsBack(instance, shown, over)))
                    .toList();
            try {
                writeNotesWhileTheReplicaLagsNowAndThen(90, shown, other);
            } finally {
                over.set(true);
                onStandby("select pg_wal_replay_resume()");
            }
            for (var reader : readers) {
                assertThat(reader.get()).isEmpty();
            }
        }
        assertThat(answers("replica", "caught-up")).as("the replica took part").isGreaterThan(byReplica + 90);
        assertThat(answers("primary", "behind")).as("the replica lagged").isGreaterThan(byPrimary);
    }

    /** Counts the notes over and over; tells where they were fewer than any reader had seen before the reading. */
    private List<String> stepsBack(Notes instance, AtomicInteger shown, AtomicBoolean over) {
        var found = new ArrayList<String>();
        while (!over.get()) {
            int before = shown.get();
            int now = instance.of(author);
            if (now < before) {
                found.add(now + " after " + before);
            }
            shown.accumulateAndGet(now, Math::max);
        }
        return found;
    }

    private void writeNotesWhileTheReplicaLagsNowAndThen(int count, AtomicInteger shown, ApplicationContext other)
            throws SQLException {
        for (int note = 1; note <= count; note++) {
            int written = note;
            if (note % 30 == 0) {
                onStandby("select pg_wal_replay_pause()");
            }
            notes.write(author);
            await().pollInterval(Duration.ofMillis(1)).until(() -> shown.get() >= written);
            if (note % 30 == 5) {
                onStandby("select pg_wal_replay_resume()");
                awaitReadsFromReplica();
                await().until(() -> readsFromReplica(other));
            }
        }
    }

    private static ConfigurableApplicationContext anotherInstance() {
        var settings = new HashMap<String, Object>();
        settings((name, value) -> settings.put(name, value.get()));
        var arguments = settings.entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue());
        return new SpringApplicationBuilder(NotesApplication.class).run(arguments.toArray(String[]::new));
    }

    private void awaitReadsFromReplica() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            probe();
            return readsFromReplica(service);
        });
    }

    private void probe() {
        service.getBean(ReplicaReads.class).probe();
    }

    private static boolean readsFromReplica(ApplicationContext instance) {
        return instance.getBean(ReplicaReads.class).trouble().isEmpty();
    }

    private Optional<Refusal> trouble() {
        return service.getBean(ReplicaReads.class).trouble().map(Refused::why);
    }

    private double answers(String source, String reason) {
        return service
                .getBean(MeterRegistry.class)
                .find("shop.replica.reads")
                .tags("source", source, "reason", reason)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private double lag() {
        return service.getBean(MeterRegistry.class)
                .get("shop.replica.lag")
                .gauge()
                .value();
    }

    private static void onPrimary(String sql) throws SQLException {
        run(primary.connect(database.name()), sql);
    }

    private static void onStandby(String sql) throws SQLException {
        run(standby.connect(database.name()), sql);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = standby.connect(database.name());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** To the server and all its processes, which go on without their parent. */
    private static void signal(String name) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .forEach(each -> command.add(String.valueOf(each.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
