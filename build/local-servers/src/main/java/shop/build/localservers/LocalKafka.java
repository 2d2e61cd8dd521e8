package shop.build.localservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker (KRaft, broker and controller in one) in a folder, run as a JVM of its own on the loopback address.
 *
 * <p>Topics are never made by accident ({@code auto.create.topics.enable=false}). A member of a consumer group that was
 * killed is given up after six seconds instead of Kafka's 45, so that its partitions move on.
 *
 * <p>Not safe for use by several threads. A process that dies is not restarted here; call {@link #start()} again.
 */
public final class LocalKafka implements AutoCloseable {

    /** How the broker works, wherever it runs: name to value. */
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("auto.create.topics.enable", "false"),
            // The audit folds all that ever happened.
            Map.entry("log.retention.ms", "-1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "6"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.consumer.min.heartbeat.interval.ms", "500"),
            Map.entry("group.consumer.heartbeat.interval.ms", "1000"),
            Map.entry("group.consumer.min.session.timeout.ms", "3000"),
            Map.entry("group.consumer.session.timeout.ms", "6000"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("log.cleaner.dedupe.buffer.size", "8388608"));

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String CLUSTER_ID = "c2hvcC1sb2NhbC1rYWZrYQ";

    private final Path data;
    private final Path log;
    private final int port;
    private final int controllerPort;
    private final List<String> jvmOptions;
    private final Map<String, String> more;
    private @Nullable Process process;

    /** Asks whether the broker answers. A new client for each question would cost more than the broker at rest. */
    private @Nullable Admin probe;

    /**
     * @param data the broker's folder; formatted at the first start
     * @param log the file that gets the broker's output
     * @param jvmOptions options of the broker's JVM, e.g. its heap
     */
    public LocalKafka(Path data, Path log, int port, int controllerPort, List<String> jvmOptions) {
        this(data, log, port, controllerPort, jvmOptions, Map.of());
    }

    /**
     * As the other constructor.
     *
     * @param more settings of the broker that win over those it has otherwise
     */
    public LocalKafka(
            Path data, Path log, int port, int controllerPort, List<String> jvmOptions, Map<String, String> more) {
        this.data = data;
        this.log = log;
        this.port = port;
        this.controllerPort = controllerPort;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.more = Map.copyOf(more);
    }

    /**
     * Starts the broker and returns when it answers.
     *
     * @throws IllegalStateException if it exits or does not answer within a minute; the message ends with the end of its log
     */
    public Process start() {
        Process broker = launch();
        try {
            awaitReady(broker);
            return broker;
        } catch (RuntimeException e) {
            broker.destroyForcibly();
            throw e;
        }
    }

    /** Starts the broker and does not wait for it; {@link #ready()} tells when it answers. */
    public Process launch() {
        try {
            Files.createDirectories(data);
            Files.createDirectories(log.toAbsolutePath().resolveSibling(""));
            Path properties = data.resolve("server.properties");
            Files.write(properties, serverProperties());
            if (!Files.exists(data.resolve("log/meta.properties"))) {
                Process format = java(
                        List.of("-XX:TieredStopAtLevel=1"),
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        CLUSTER_ID,
                        "-c",
                        properties.toString());
                if (format.waitFor() != 0) {
                    throw new IllegalStateException(
                            "Kafka's folder could not be formatted.\n" + new LogTail(log).quote());
                }
            }
            Process broker = java(jvmOptions, "kafka.Kafka", properties.toString());
            process = broker;
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("Kafka could not be started in " + data, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Kafka started", e);
        }
    }

    /** Whether the broker answers now. */
    public synchronized boolean ready() {
        // An admin client that meets a closed port asks again without a pause and takes a core from the starting
        // broker.
        if (!listening()) {
            dropProbe();
            return false;
        }
        Admin client = probe;
        if (client == null) {
            client = broker().admin();
            probe = client;
        }
        boolean answers = KafkaBroker.answers(client);
        if (!answers) {
            dropProbe();
        }
        return answers;
    }

    private synchronized void dropProbe() {
        Admin client = probe;
        probe = null;
        if (client != null) {
            client.close(Duration.ZERO);
        }
    }

    private boolean listening() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the topics that are not there yet; topics that are stay as they are. */
    public void createTopics(Collection<String> names, int partitions) {
        broker().createTopics(names, partitions);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops by SIGTERM: the broker flushes and leaves in order. */
    public void stop() {
        dropProbe();
        if (process == null || !process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private KafkaBroker broker() {
        return new KafkaBroker(bootstrapServers());
    }

    private List<String> serverProperties() {
        var all = new TreeMap<>(SETTINGS);
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        all.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("log.dirs", data.resolve("log").toString());
        all.putAll(more);
        return all.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private Process java(List<String> options, String mainClass, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), mainClass));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** What the broker is run from: the jars of this JVM's class path, without its folders of classes. */
    public static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String separator = System.getProperty("path.separator");
        return Arrays.stream(all.split(separator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !entry.contains("logback") && !entry.contains("log4j-to-slf4j"))
                .collect(Collectors.joining(separator));
    }

    private void awaitReady(Process process) {
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!ready()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "Kafka exited with " + process.exitValue() + ".\n" + new LogTail(log).quote());
            }
            if (Instant.now().isAfter(limit)) {
                throw new IllegalStateException("Kafka does not answer on port " + port + " after " + START_LIMIT
                        + ".\n" + new LogTail(log).quote());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
