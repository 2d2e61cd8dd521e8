package shop.testing.servers;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PortBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import shop.build.localservers.FreePorts;
import shop.build.localservers.KafkaBroker;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.LocalPostgres;

/** Servers as containers of a Docker engine (Testcontainers); removed when they are closed. */
final class ContainerServers implements TestServers {

    static final String POSTGRES = "postgres:18";
    static final String KAFKA = "apache/kafka:4.2.1";

    @Override
    public TestPostgres postgres(Map<String, String> settings) {
        return new ContainerPostgres(settings);
    }

    @Override
    public TestKafka kafka() {
        return new ContainerKafka();
    }

    /** The images that the engine does not hold yet. */
    static List<String> missingImages() {
        DockerClient engine = DockerClientFactory.instance().client();
        return Stream.of(POSTGRES, KAFKA)
                .filter(image -> !isHeldBy(engine, image))
                .toList();
    }

    private static boolean isHeldBy(DockerClient engine, String image) {
        try {
            engine.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /**
     * One container with a port of its own, so that its address stays the same when it is started again. The port is bound on
     * the address by which the tests reach the engine, and on no other: this machine, or the engine's seen from a container.
     */
    private abstract static class ContainerServer<C extends GenericContainer<C>> implements TestServer {

        private static final Duration LIMIT = Duration.ofSeconds(90);

        private final C container;
        final String address;

        ContainerServer(C container, int inside) {
            this.container = container;
            address = host(container) + ":" + FreePorts.next();
            container.withCreateContainerCmdModifier(
                    command -> command.getHostConfig().withPortBindings(PortBinding.parse(address + ":" + inside)));
        }

        private static String host(GenericContainer<?> container) {
            try {
                return InetAddress.getByName(container.getHost()).getHostAddress();
            } catch (UnknownHostException e) {
                throw new IllegalStateException("The Docker engine's host has no address: " + container.getHost(), e);
            }
        }

        abstract boolean answers();

        /** Asks the server to stop in order; does not wait for its end. */
        abstract void askToStop();

        @Override
        public void start() {
            if (container.getContainerId() == null) {
                container.start();
            } else {
                engine().startContainerCmd(container.getContainerId()).exec();
            }
            await().atMost(LIMIT).until(this::answers);
        }

        @Override
        public void stop() {
            end(this::askToStop);
        }

        @Override
        public void kill() {
            end(() -> signal("KILL"));
        }

        @Override
        public void close() {
            container.stop();
        }

        private void end(Runnable asked) {
            if (container.getContainerId() == null || !container.isRunning()) {
                return;
            }
            asked.run();
            engine().waitContainerCmd(container.getContainerId())
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        /** Sends a signal to the first process of the container. */
        void signal(String signal) {
            engine().killContainerCmd(container.getContainerId())
                    .withSignal(signal)
                    .exec();
        }

        /** Runs a line of shell in the container, and fails with what it printed if it fails. */
        void shell(String line) {
            try {
                var result = container.execInContainer("sh", "-c", line);
                if (result.getExitCode() != 0) {
                    throw new IllegalStateException(
                            line + " failed in " + container.getDockerImageName() + ": " + result);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while " + line + " ran", e);
            }
        }

        private DockerClient engine() {
            return container.getDockerClient();
        }
    }

    private static final class ContainerPostgres extends ContainerServer<PostgreSQLContainer> implements TestPostgres {

        ContainerPostgres(Map<String, String> settings) {
            super(
                    new PostgreSQLContainer(POSTGRES)
                            .withUsername(LocalPostgres.SUPERUSER)
                            .withPassword(Infrastructure.PASSWORD)
                            .withEnv("POSTGRES_INITDB_ARGS", "--locale=C --encoding=UTF8 --data-checksums")
                            .withCommand(command(settings)),
                    PostgreSQLContainer.POSTGRESQL_PORT);
        }

        private static String[] command(Map<String, String> settings) {
            var all = new TreeMap<>(LocalPostgres.SETTINGS);
            all.putAll(settings);
            return Stream.concat(
                            Stream.of("postgres"),
                            all.entrySet().stream()
                                    .flatMap(setting -> Stream.of("-c", setting.getKey() + "=" + setting.getValue())))
                    .toArray(String[]::new);
        }

        /** "Fast" shutdown; on SIGTERM it would wait for every session to leave by itself. */
        @Override
        void askToStop() {
            signal("INT");
        }

        @Override
        boolean answers() {
            try (Connection connection = connect("postgres");
                    var statement = connection.createStatement()) {
                return statement.execute("select 1");
            } catch (SQLException e) {
                return false;
            }
        }

        @Override
        public Connection connect(String database) throws SQLException {
            return DriverManager.getConnection(url(database), LocalPostgres.SUPERUSER, Infrastructure.PASSWORD);
        }

        @Override
        public String url(String database) {
            return "jdbc:postgresql://" + address + "/" + database;
        }
    }

    private static final class ContainerKafka extends ContainerServer<KafkaContainer> implements TestKafka {

        private static final int CLIENT_PORT = 9092;

        ContainerKafka() {
            super(new KafkaContainer(KAFKA).withEnv(environment()), CLIENT_PORT);
        }

        /** As the image wants its settings. */
        private static Map<String, String> environment() {
            var environment = new TreeMap<String, String>();
            LocalKafka.SETTINGS.forEach((name, value) ->
                    environment.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
            environment.put("KAFKA_HEAP_OPTS", "-Xmx384m");
            return environment;
        }

        /** Testcontainers starts the broker below a shell, and a shell that is a container's first process takes no SIGTERM. */
        @Override
        void askToStop() {
            shell("kill -TERM $(for p in /proc/[0-9]*; do [ \"$(cat $p/comm)\" != java ] || echo ${p#/proc/}; done)");
        }

        @Override
        boolean answers() {
            return new KafkaBroker(bootstrapServers()).answers();
        }

        @Override
        public String bootstrapServers() {
            return address;
        }
    }
}
