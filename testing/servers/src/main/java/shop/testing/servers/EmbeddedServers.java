package shop.testing.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.LocalPostgres;

/** Servers as processes of this machine, from binaries in Maven Central; each writes into a folder of its own. */
final class EmbeddedServers implements TestServers {

    @Override
    public TestPostgres postgres(Map<String, String> settings) {
        Path home = newFolder("postgres");
        return new EmbeddedPostgres(localPostgres(home, settings), home);
    }

    static LocalPostgres localPostgres(Path home, Map<String, String> settings) {
        return new LocalPostgres(
                Path.of(System.getProperty("java.io.tmpdir"), "shop-postgres"),
                home.resolve("data"),
                home.resolve("postgres.log"),
                FreePorts.next(),
                Infrastructure.PASSWORD,
                settings);
    }

    @Override
    public TestKafka kafka() {
        Path home = newFolder("kafka");
        return new EmbeddedKafka(
                new LocalKafka(
                        home.resolve("data"),
                        home.resolve("kafka.log"),
                        FreePorts.next(),
                        FreePorts.next(),
                        List.of("-Xmx384m", "-XX:+UseSerialGC")),
                home);
    }

    static Path newFolder(String name) {
        try {
            return Files.createTempDirectory("shop-test-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A file of a server still on its way out; the temporary folder is the system's to clean.
            return;
        }
    }

    private abstract static class EmbeddedServer implements TestServer {

        private final Path folder;
        private @Nullable Process process;

        EmbeddedServer(Path folder) {
            this.folder = folder;
        }

        abstract Process launched();

        @Override
        public void start() {
            process = launched();
        }

        @Override
        public void kill() {
            if (process != null) {
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly().onExit().join();
                // They see it and end by themselves; until then they hold the memory that a new server would share.
                children.forEach(
                        child -> child.onExit().orTimeout(30, TimeUnit.SECONDS).join());
            }
        }

        @Override
        public void close() {
            stop();
            delete(folder);
        }
    }

    private static final class EmbeddedPostgres extends EmbeddedServer implements TestPostgres {

        private final LocalPostgres server;

        EmbeddedPostgres(LocalPostgres server, Path folder) {
            super(folder);
            this.server = server;
        }

        @Override
        Process launched() {
            return server.start();
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public Connection connect(String database) throws SQLException {
            return server.connect(database);
        }

        @Override
        public String url(String database) {
            return server.url(database);
        }
    }

    private static final class EmbeddedKafka extends EmbeddedServer implements TestKafka {

        private final LocalKafka server;

        EmbeddedKafka(LocalKafka server, Path folder) {
            super(folder);
            this.server = server;
        }

        @Override
        Process launched() {
            return server.start();
        }

        @Override
        public void stop() {
            server.stop();
        }

        @Override
        public String bootstrapServers() {
            return server.bootstrapServers();
        }
    }
}
