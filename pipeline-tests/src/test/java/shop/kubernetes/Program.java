package shop.kubernetes;

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
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.io.FileSystemResource;
import org.yaml.snakeyaml.Yaml;

/** What a service's own {@code application.yaml} says, and what Compose tells it besides. */
record Program(String deployment, Properties settings) {

    private static final Map<String, String> MODULES = Map.of(
            "cart-api", "cart-service",
            "checkout-api", "checkout-service",
            "inventory-api", "inventory-service",
            "order-api", "order-service");

    /** Only right without HTTPS, or only for the one who migrates. */
    private static final Set<String> NOT_IN_A_CLUSTER = Set.of("SHOP_HTTP_SECURE_COOKIE", "SPRING_FLYWAY_PASSWORD");

    private static final Pattern NEIGHBOUR = Pattern.compile("http://([a-z-]+):8080");

    static List<Program> all() {
        return MODULES.keySet().stream().sorted().map(Program::of).toList();
    }

    static Program of(String deployment) {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(
                new FileSystemResource(Path.of("..", MODULES.get(deployment), "src/main/resources/application.yaml")));
        return new Program(deployment, Objects.requireNonNull(yaml.getObject()));
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

    /** Spring Boot's default is thirty seconds. */
    Duration longestShutdownPhase() {
        return Optional.ofNullable(settings.getProperty("spring.lifecycle.timeout-per-shutdown-phase"))
                .map(DurationStyle::detectAndParse)
                .orElse(Duration.ofSeconds(30));
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
        Map<?, ?> compose = new Yaml().load(read(Path.of("../compose.yaml")));
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
            folders.add(Path.of("..", module, "target/classes").toUri().toURL());
        }
        return folders.toArray(URL[]::new);
    }

    /** Relaxed binding: {@code SHOP_ORDER_REPLICA_URL} is {@code shop.order.replica.url}. */
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
