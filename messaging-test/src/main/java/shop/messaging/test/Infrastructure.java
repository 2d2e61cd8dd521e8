package shop.messaging.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.local.FreePorts;
import shop.local.LocalKafka;
import shop.local.LocalPostgres;
import shop.local.ServiceDatabase;

/**
 * The PostgreSQL and the Kafka broker that the tests of this JVM share.
 *
 * <p>Both start at first use and are stopped and deleted when the JVM ends. Tests that kill or pause a server make one of
 * their own. Safe for use by several threads.
 */
public final class Infrastructure {

    public static final String PASSWORD = "test-only";
    public static final List<String> TOPICS = List.of("checkout.events", "inventory.events", "order.events");
    public static final int PARTITIONS = 4;

    private static @Nullable Path folder;
    private static @Nullable LocalPostgres postgres;
    private static @Nullable LocalKafka kafka;

    private Infrastructure() {}

    public static synchronized LocalPostgres postgres() {
        if (postgres == null) {
            var fresh = newPostgres();
            fresh.start();
            postgres = fresh;
        }
        return postgres;
    }

    public static synchronized LocalKafka kafka() {
        if (kafka == null) {
            var fresh = newKafka();
            fresh.start();
            fresh.createTopics(TOPICS, PARTITIONS);
            kafka = fresh;
        }
        return kafka;
    }

    /** A cluster of the caller's own, not started; the caller stops it. */
    public static LocalPostgres newPostgres() {
        return newPostgres(Map.of());
    }

    /** As {@link #newPostgres()}, with server settings of its own. */
    public static synchronized LocalPostgres newPostgres(Map<String, String> settings) {
        Path home = newFolder("postgres");
        return new LocalPostgres(
                Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres"),
                home.resolve("data"),
                home.resolve("postgres.log"),
                FreePorts.next(),
                PASSWORD,
                settings);
    }

    /** A broker of the caller's own, not started; the caller stops it. */
    public static synchronized LocalKafka newKafka() {
        Path home = newFolder("kafka");
        return new LocalKafka(
                home.resolve("data"),
                home.resolve("kafka.log"),
                FreePorts.next(),
                FreePorts.next(),
                List.of("-Xmx384m", "-XX:+UseSerialGC"));
    }

    /**
     * The settings of one service that runs on the shared servers, for a {@code @DynamicPropertySource}: its database with
     * its three roles, the broker, and a session key.
     */
    public static void settings(String service, BiConsumer<String, Supplier<Object>> registry) {
        var database = new ServiceDatabase(service);
        database.createIfMissing(postgres(), PASSWORD);
        databaseSettings(database, postgres(), registry);
        registry.accept("spring.kafka.bootstrap-servers", () -> kafka().bootstrapServers());
    }

    /** As {@link #settings}, for a service without Kafka. */
    public static void settingsWithoutKafka(String service, BiConsumer<String, Supplier<Object>> registry) {
        var database = new ServiceDatabase(service);
        database.createIfMissing(postgres(), PASSWORD);
        databaseSettings(database, postgres(), registry);
    }

    private static void databaseSettings(
            ServiceDatabase database, LocalPostgres postgres, BiConsumer<String, Supplier<Object>> registry) {
        registry.accept("spring.datasource.url", () -> postgres.url(database.name()));
        registry.accept("spring.datasource.username", database::app);
        registry.accept("spring.datasource.password", () -> PASSWORD);
        registry.accept("spring.flyway.user", database::owner);
        registry.accept("spring.flyway.password", () -> PASSWORD);
        registry.accept("shop.relay.username", database::relay);
        registry.accept("shop.relay.password", () -> PASSWORD);
        registry.accept("shop.http.session-key", () -> "a-session-key-for-tests-only-32-chars");
    }

    private static Path newFolder(String name) {
        try {
            if (folder == null) {
                Path made = Files.createTempDirectory("shop-test-");
                folder = made;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndDelete(made)));
            }
            return Files.createTempDirectory(folder, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stopAndDelete(Path folder) {
        if (kafka != null) {
            kafka.stop();
        }
        if (postgres != null) {
            postgres.stop();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A file of a server still on its way out; the temporary folder is the system's to clean.
            return;
        }
    }
}
