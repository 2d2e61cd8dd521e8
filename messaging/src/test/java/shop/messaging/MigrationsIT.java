package shop.messaging;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/** The tables of this module in databases of services. */
class MigrationsIT {

    private static final String OUTBOX = "classpath:db/messaging/outbox";
    private static final String INBOX = "classpath:db/messaging/inbox";
    private static final String SERVICE = "classpath:db/sample";

    @TempDir
    private Path folder;

    private final ServiceDatabase database =
            ServiceDatabase.withRelay("t" + UUID.randomUUID().toString().substring(0, 8));

    @BeforeEach
    void create() {
        database.createIfMissing(Infrastructure.postgres(), Infrastructure.PASSWORD);
    }

    @Test
    void databaseMigratedFromCopiesGoesOnAndNothingRunsAgain() throws IOException {
        for (String location : List.of("db/messaging/outbox", "db/messaging/inbox", "db/sample")) {
            for (var file :
                    new PathMatchingResourcePatternResolver().getResources("classpath:" + location + "/*.sql")) {
                Files.write(folder.resolve(file.getFilename()), file.getContentAsByteArray());
            }
        }
        assertThat(migrate("filesystem:" + folder).migrationsExecuted).isEqualTo(14);
        List<String> before = history();

        assertThat(migrate(OUTBOX, INBOX, SERVICE).migrationsExecuted).isZero();
        assertThat(history()).isEqualTo(before);
    }

    /** Flyway compares them with what each database remembers, and refuses to go on if they differ. */
    @Test
    void whatWasPublishedNeverChanges() {
        assertThat(Stream.of(flyway(OUTBOX, INBOX).info().all())
                        .map(one -> one.getVersion() + " " + one.getDescription() + " " + one.getChecksum()))
                .containsExactly(
                        "1 daily partitions -144881082",
                        "2 outbox 865866303",
                        "3 inbox 1562195177",
                        "4 relay progress 736205238",
                        "5 consumer progress -634120227",
                        "6 retention needs proof 1351619491",
                        "8 waiting keys -814977317",
                        "9 erasure -1701104444",
                        "9.1 letter changes 90919602",
                        "9.2 redrives of many processes -156815521",
                        "9.7 republications 912545191",
                        "9.8.1 retention judges the past 1829323309",
                        "9.9 erasures are declared -1163207161");
    }

    @Test
    void nextMigrationReachesADatabaseWhoseServiceHasHigherNumbers() throws IOException {
        migrate(OUTBOX, INBOX, SERVICE);
        Files.writeString(folder.resolve("V9_3__outbox_of_tomorrow.sql"), "alter table outbox add tomorrow text");

        assertThat(migrate(OUTBOX, INBOX, SERVICE, "filesystem:" + folder).migrations)
                .extracting(one -> one.version)
                .containsExactly("9.3");
    }

    @Test
    void serviceThatReadsNoTopicHasNoInbox() {
        migrate(OUTBOX, SERVICE);

        assertThat(history()).hasSize(9).noneMatch(one -> one.contains("inbox"));
    }

    private MigrateResult migrate(String... locations) {
        return flyway(locations).migrate();
    }

    /** What is done, as the database remembers it. */
    private List<String> history() {
        return Stream.of(flyway(OUTBOX, INBOX, SERVICE).info().applied())
                .map(MigrationsIT::text)
                .toList();
    }

    private static String text(MigrationInfo one) {
        return Stream.of(one.getVersion(), one.getDescription(), one.getChecksum(), one.getInstalledOn())
                .map(String::valueOf)
                .collect(joining(" "));
    }

    private Flyway flyway(String... locations) {
        return Flyway.configure()
                .dataSource(Infrastructure.postgres().url(database.name()), database.owner(), Infrastructure.PASSWORD)
                .locations(locations)
                .outOfOrder(true)
                .placeholders(Map.of("app", database.app(), "relay", database.relay()))
                .load();
    }
}
