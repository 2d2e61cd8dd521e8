package shop.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.tools.AclCommand;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalKafka;

/**
 * A broker of a test's own that refuses what {@code infra/kafka-acls} does not allow, as the brokers of an account do. The services'
 * users prove who they are by a password; at {@link #open} everything is allowed. A process of this machine in any case.
 */
public final class GuardedKafka implements AutoCloseable {

    private static final String PASSWORD = "for-tests-only";
    private static final String ACLS = "../infra/kafka-acls";

    private final LocalKafka broker;
    private final String open;
    private final String guarded;

    /**
     * Starts it, with the shop's topics.
     *
     * @param folder its files
     * @param user who may log in
     */
    public GuardedKafka(Path folder, String user) {
        int openPort = FreePorts.next();
        int guardedPort = FreePorts.next();
        int controllerPort = FreePorts.next();
        open = "127.0.0.1:" + openPort;
        guarded = "127.0.0.1:" + guardedPort;
        String listeners = "PLAINTEXT://" + open + ",SASL_PLAINTEXT://" + guarded;
        broker = new LocalKafka(
                folder.resolve("data"),
                folder.resolve("kafka.log"),
                openPort,
                controllerPort,
                List.of("-Xmx384m", "-XX:+UseSerialGC"),
                Map.of(
                        "listeners",
                        listeners + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners",
                        listeners,
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                        login("user_" + user + "=\"" + PASSWORD + "\""),
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"));
        try {
            broker.start();
            broker.createTopics(Infrastructure.TOPICS, 3);
            for (String line : lines(ACLS, "--print", "dev")) {
                acls(line.substring(line.indexOf("--add")));
            }
        } catch (RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    /** Where everything is allowed. */
    public String open() {
        return open;
    }

    /** The settings of a service that logs in as this user. */
    public void settings(String user, BiConsumer<String, Supplier<Object>> registry) {
        registry.accept("spring.kafka.bootstrap-servers", () -> guarded);
        registry.accept("spring.kafka.security.protocol", () -> "SASL_PLAINTEXT");
        registry.accept("spring.kafka.properties.sasl.mechanism", () -> "PLAIN");
        registry.accept(
                "spring.kafka.properties.sasl.jaas.config",
                () -> login("username=\"" + user + "\" password=\"" + PASSWORD + "\""));
    }

    private static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required " + options + ";";
    }

    /** Does what {@code kafka-acls.sh} does with these words. */
    public void acls(String words) {
        Exit.setExitProcedure((code, message) -> {
            throw new IllegalStateException(words + " ended with " + code + ": " + message);
        });
        try {
            AclCommand.main(Stream.concat(
                            Stream.of("--bootstrap-server", open),
                            Arrays.stream(words.split(" ")).map(word -> word.replace("'", "")))
                    .toArray(String[]::new));
        } finally {
            Exit.resetExitProcedure();
        }
    }

    private static List<String> lines(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
