package shop.build.localservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStandbyIT {

    @TempDir
    Path folder;

    LocalPostgres primary;
    LocalStandby standby;

    @BeforeEach
    void startPrimary() throws SQLException {
        primary = new LocalPostgres(
                Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres"),
                folder.resolve("primary"),
                folder.resolve("primary.log"),
                FreePorts.next(),
                "test-only",
                Map.of("max_slot_wal_keep_size", "32MB", "max_wal_size", "32MB", "min_wal_size", "32MB"));
        primary.start();
        onPrimary("create table numbers (n bigint primary key)");
        standby = new LocalStandby(
                primary, folder.resolve("standby"), folder.resolve("standby.log"), FreePorts.next(), Map.of());
    }

    @AfterEach
    void stop() {
        standby.stop();
        primary.stop();
    }

    @Test
    void standbyMadeWhileThePrimaryWritesHasAllOfIt() throws Exception {
        var enough = new AtomicBoolean();
        Thread writer = Thread.ofVirtual().start(() -> {
            while (!enough.get()) {
                grow(500);
            }
        });
        await().until(() -> numbers(primary.connect("postgres")) > 5_000);

        standby.start();

        enough.set(true);
        writer.join();
        long written = numbers(primary.connect("postgres"));
        await().until(() -> numbers(standby.connect("postgres")) == written);
        assertThat(standby.streaming()).isTrue();
    }

    @Test
    void standbyStartedAgainGoesOnWhereItWas() {
        standby.start();
        standby.stop();
        onPrimary("insert into numbers values (1)");
        assertThat(standby.unusableBecause()).isEmpty();

        standby.start();

        await().until(() -> numbers(standby.connect("postgres")) == 1);
    }

    @Test
    void standbyThatWasAwayForTooLongIsCopiedAgain() {
        standby.start();
        standby.stop();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            grow(50_000);
            onPrimary("checkpoint");
            return standby.unusableBecause().isPresent();
        });
        assertThat(standby.unusableBecause()).hasValue("the log it needs is gone");

        standby.start();

        assertThat(standby.unusableBecause()).isEmpty();
        await().until(() -> numbers(standby.connect("postgres")) == numbers(primary.connect("postgres")));
    }

    @Test
    void backupThatWasCutOffIsNoStandby() throws Exception {
        Files.createDirectories(folder.resolve("standby.copying/base"));

        assertThat(standby.unusableBecause()).hasValue("there is none yet");
        standby.start();

        assertThat(folder.resolve("standby.copying")).doesNotExist();
        await().until(standby::streaming);
    }

    private void grow(int rows) {
        onPrimary("insert into numbers select (select coalesce(max(n), 0) from numbers) + i from generate_series(1, "
                + rows + ") i");
    }

    private void onPrimary(String sql) {
        try (Connection connection = primary.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long numbers(Connection connection) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from numbers")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
