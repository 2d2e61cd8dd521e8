package shop.testing.servers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import shop.build.localservers.ServiceDatabase;

/**
 * The PostgreSQL and the Kafka broker that the tests of this JVM share: containers or processes of this machine, see
 * {@link ServerChoice}.
 *
 * <p>Both start at first use and are gone when the JVM ends. Tests that kill or stop a server make one of their own. Safe
 * for use by several threads.
 */
public final class Infrastructure {

    public static final String PASSWORD = "test-only";
    public static final List<String> TOPICS = List.of("checkout.events", "inventory.events", "order.events");
    public static final int PARTITIONS = 4;

    private static final ConcurrentLinkedDeque<TestServer> made = new ConcurrentLinkedDeque<>();
    private static @Nullable TestServers servers;
    private static @Nullable TestPostgres postgres;
    private static @Nullable TestKafka kafka;

    private Infrastructure() {}

    public static synchronized TestPostgres postgres() {
        if (postgres == null) {
            var fresh = newPostgres();
            fresh.start();
            postgres = fresh;
        }
        return postgres;
    }

    public static synchronized TestKafka kafka() {
        if (kafka == null) {
            var fresh = newKafka();
            fresh.start();
            fresh.createTopics(TOPICS, PARTITIONS);
            kafka = fresh;
        }
        return kafka;
    }

    /** A cluster of the caller's own, not started; the caller closes it. */
    public static TestPostgres newPostgres() {
        return newPostgres(Map.of());
    }

    /** As {@link #newPostgres()}, with server settings of its own. */
    public static synchronized TestPostgres newPostgres(Map<String, String> settings) {
        return remembered(servers().postgres(settings));
    }

    /** A broker of the caller's own, not started; the caller closes it. */
    public static synchronized TestKafka newKafka() {
        return remembered(servers().kafka());
    }

    /**
     * The settings of one service that runs on the shared servers, for a {@code @DynamicPropertySource}: its database with
     * its three roles, the broker, and a session key.
     */
    public static void settings(String service, BiConsumer<String, Supplier<Object>> registry) {
        settingsWithoutKafka(service, registry);
        registry.accept("spring.kafka.bootstrap-servers", () -> kafka().bootstrapServers());
    }

    /** As {@link #settings}, for a service without Kafka. */
    public static void settingsWithoutKafka(String service, BiConsumer<String, Supplier<Object>> registry) {
        settingsOn(postgres(), service, registry);
    }

    /** As {@link #settingsWithoutKafka}, on a cluster of the caller's own, which runs. */
    public static void settingsOn(TestPostgres cluster, String service, BiConsumer<String, Supplier<Object>> registry) {
        var database = ServiceDatabase.withRelay(service);
        settings(cluster, database, registry);
        registry.accept("shop.relay.username", database::relay);
        registry.accept("shop.relay.password", () -> PASSWORD);
    }

    /** As {@link #settings}, for a service that neither publishes events nor reads any. */
    public static void settingsWithoutEvents(String service, BiConsumer<String, Supplier<Object>> registry) {
        settings(postgres(), ServiceDatabase.withoutRelay(service), registry);
    }

    private static void settings(
            TestPostgres cluster, ServiceDatabase database, BiConsumer<String, Supplier<Object>> registry) {
        database.createIfMissing(cluster, PASSWORD);
        registry.accept("spring.datasource.url", () -> cluster.url(database.name()));
        registry.accept("spring.datasource.username", database::app);
        registry.accept("spring.datasource.password", () -> PASSWORD);
        registry.accept("spring.flyway.user", database::owner);
        registry.accept("spring.flyway.password", () -> PASSWORD);
        registry.accept("shop.http.session-key", () -> "a-session-key-for-tests-only-32-chars");
    }

    private static TestServers servers() {
        if (servers == null) {
            servers = ServerChoice.servers();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> made.forEach(TestServer::close)));
        }
        return servers;
    }

    private static <S extends TestServer> S remembered(S server) {
        made.addFirst(server);
        return server;
    }
}
