package shop.testing.manifests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.kafka.annotation.KafkaListener;
import org.yaml.snakeyaml.Yaml;
import shop.messaging.relay.RelayProperties;

/**
 * What a service's settings and classes say, and what Compose tells it besides.
 *
 * @param subscriptions topics and the groups that read them, as {@code topic by group}
 */
record Program(String deployment, Properties settings, Set<String> subscriptions) {

    private static final Map<String, String> MODULES = Map.of(
            "cart-api", "cart-service",
            "checkout-api", "checkout-service",
            "inventory-api", "inventory-service",
            "order-api", "order-service");

    /** Only right without HTTPS, only for the one who migrates, or only for a small machine. */
    private static final Set<String> NOT_IN_A_CLUSTER = Set.of(
            "SHOP_OPS_TOKEN",
            "SHOP_OPS_ONE_PERSON",
            "SHOP_HTTP_SECURE_COOKIE",
            "SPRING_FLYWAY_PASSWORD",
            "SHOP_LOGIN_ISSUER",
            "SHOP_LOGIN_AUDIENCE");

    /** Of a service that nobody tells how many connections it may have. */
    static final int DEFAULT_POOL = 6;

    /** Of Spring Boot. */
    private static final Duration DEFAULT_PHASE = Duration.ofSeconds(30);

    private static final Pattern NEIGHBOUR = Pattern.compile("http://([a-z-]+):8080");

    private static final List<Program> ALL =
            MODULES.keySet().stream().sorted().map(Program::read).toList();

    static List<Program> all() {
        return ALL;
    }

    static Program of(String deployment) {
        return ALL.stream()
                .filter(program -> program.deployment().equals(deployment))
                .findFirst()
                .orElseThrow();
    }

    private static Program read(String deployment) {
        Path module = Path.of("../..", MODULES.get(deployment));
        JavaClasses classes = new ClassFileImporter().importPath(module.resolve("target/classes"));
        return new Program(deployment, EffectiveSettings.of(MODULES.get(deployment)), subscriptions(classes));
    }

    private static Set<String> subscriptions(JavaClasses classes) {
        return classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(KafkaListener.class))
                .map(method -> method.getAnnotationOfType(KafkaListener.class))
                .flatMap(listener -> Arrays.stream(listener.topics()).map(topic -> topic + " by " + listener.groupId()))
                .collect(Collectors.toSet());
    }

    /** @param image its last part is the name of the module that it is made of */
    static Optional<Program> ofImage(String image) {
        return MODULES.entrySet().stream()
                .filter(module -> image.endsWith("/" + module.getValue()))
                .map(module -> of(module.getKey()))
                .findFirst();
    }

    String port() {
        return settings.getProperty("server.port");
    }

    String managementPort() {
        return settings.getProperty("management.server.port");
    }

    boolean usesKafka() {
        return settings.containsKey("spring.kafka.bootstrap-servers");
    }

    boolean relays() {
        return settings.containsKey("shop.relay.slot") || usesKafka();
    }

    /**
     * Spring stops by phases, the highest first: the listeners, then the requests, each within the time that a phase has;
     * and last the relay, which waits for its engine and then for its thread.
     */
    Duration longestShutdown() {
        Duration phase = Optional.ofNullable(settings.getProperty("spring.lifecycle.timeout-per-shutdown-phase"))
                .map(DurationStyle::detectAndParse)
                .orElse(DEFAULT_PHASE);
        Duration relay =
                usesKafka() ? bound("shop.relay", RelayProperties.class).stopTimeout() : Duration.ZERO;
        return phase.plus(relay).multipliedBy(2);
    }

    private <T> T bound(String prefix, Class<T> type) {
        return new Binder(ConfigurationPropertySources.from(new PropertiesPropertySource("settings", settings)))
                .bindOrCreate(prefix, type);
    }

    Set<String> neighbours() {
        return settings.values().stream()
                .map(value -> NEIGHBOUR.matcher(value.toString()))
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    /** Variables that Compose gives it and a cluster has to give it as well. */
    Set<String> neededVariables() {
        Map<?, ?> compose = new Yaml().load(read(Path.of("../../compose.yaml")));
        var service = (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get(deployment);
        return ((Map<?, ?>) service.get("environment"))
                .keySet().stream()
                        .map(Object::toString)
                        .filter(name -> !NOT_IN_A_CLUSTER.contains(name))
                        .collect(Collectors.toSet());
    }

    /** The compiled classes of all services. */
    static URL[] classes() throws MalformedURLException {
        var folders = new ArrayList<URL>();
        for (String module : MODULES.values()) {
            folders.add(Path.of("../..", module, "target/classes").toUri().toURL());
        }
        return folders.toArray(URL[]::new);
    }

    /** Relaxed binding: {@code SHOP_REPLICA_URL} is {@code shop.replica.url}. */
    static String relaxed(String name) {
        return Arrays.stream(name.split("[._-]")).collect(Collectors.joining()).toLowerCase(Locale.ROOT);
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
