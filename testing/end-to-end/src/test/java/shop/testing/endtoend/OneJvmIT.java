package shop.testing.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import shop.testing.wholeshop.ShopUnderTest;
import tools.jackson.databind.JsonNode;

/** A shop whose services share one JVM, as {@code ./shop up} starts it: they still know nothing of each other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OneJvmIT {

    private static final List<String> SERVICES = List.of("inventory", "cart", "checkout", "order");

    private static ShopUnderTest shop;

    @BeforeAll
    static void start() throws IOException {
        shop = ShopUnderTest.start("one-jvm", 15080);
    }

    @AfterAll
    static void stop() throws IOException {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    @Order(1)
    void theServicesShareAProcessAndTakeAnOrder() throws IOException {
        assertThat(pids()).hasSize(1);
        anOrderIsConfirmed();
    }

    @Test
    @Order(2)
    void everyLineIsInTheLogOfItsService() throws IOException {
        for (String service : SERVICES) {
            String log = Files.readString(log(service));
            assertThat(log).as(service).contains("Started " + capitalized(service) + "Application");
            for (String other : SERVICES) {
                if (!other.equals(service)) {
                    assertThat(log)
                            .as("%s in the log of %s", other, service)
                            .doesNotContain(
                                    capitalized(other) + "Application", "shop." + other + ".", other + "_outbox");
                }
            }
        }
        // Neither a line of nobody's nor one that somebody printed.
        assertThat(log("services")).isEmptyFile();
    }

    @Test
    @Order(2)
    void metricsAreThoseOfTheService() throws Exception {
        anOrderIsConfirmed();
        for (String service : SERVICES) {
            String metrics = get("http://127.0.0.1:" + shop.managementPort(service) + "/actuator/prometheus");
            // What it asks of others has their paths.
            assertThat(Pattern.compile("http_server_requests_seconds_count\\{.*uri=\"/([a-z]+)/")
                            .matcher(metrics)
                            .results()
                            .map(it -> it.group(1)))
                    .as(service)
                    .isNotEmpty()
                    .allMatch(service::equals);
            assertThat(Pattern.compile("consumer=\"([a-z]+)-service")
                            .matcher(metrics)
                            .results()
                            .map(it -> it.group(1)))
                    .as(service)
                    .allMatch(service::equals);
            assertThat(metrics.lines().filter(line -> line.startsWith("hikaricp_connections_max{")))
                    .as(service)
                    .hasSizeLessThanOrEqualTo(service.equals("order") ? 2 : 1);
        }
    }

    @Test
    @Order(2)
    void systemPropertiesTellNothingOfAService() throws Exception {
        Properties properties = new Properties();
        properties.load(new java.io.StringReader(jcmd("VM.system_properties")));
        List<String> passwords = passwords();

        Set<String> known =
                Set.of("shop.home", "shop.component", "shop.host.logs", "java.class.path", "java.library.path");
        assertThat(properties.stringPropertyNames()).contains("java.version");
        for (String name : properties.stringPropertyNames()) {
            if (known.contains(name) || name.startsWith("sun.") || name.startsWith("jdk.")) {
                continue;
            }
            assertThat(name + "=" + properties.getProperty(name))
                    .doesNotContain(passwords)
                    .doesNotContain(
                            "cart",
                            "checkout",
                            "inventory",
                            "order-service",
                            "LOGGED_APPLICATION",
                            "spring.application");
        }
        assertThat(properties.getProperty("user.timezone", "")).isIn("", System.getProperty("user.timezone"));
    }

    @Test
    @Order(2)
    @SuppressWarnings("BanJNDI") // A connection to a process that this test has started.
    void beansOfTheJvmHaveOneOwnerEach() throws Exception {
        jcmd("ManagementAgent.start_local");
        String address = jcmd("ManagementAgent.status")
                .lines()
                .map(String::strip)
                .filter(line -> line.contains("service:jmx:rmi:"))
                .map(line -> line.substring(line.indexOf("service:jmx:rmi:")))
                .findFirst()
                .orElseThrow();
        try (var connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
            Set<String> names = connector.getMBeanServerConnection().queryNames(null, null).stream()
                    .map(Object::toString)
                    .filter(name -> !name.startsWith("java.")
                            && !name.startsWith("JMImplementation")
                            && !name.startsWith("jdk.")
                            && !name.startsWith("com.sun."))
                    .collect(Collectors.toSet());
            for (String relayed : List.of("inventory", "checkout", "order")) {
                assertThat(names)
                        .anyMatch(name -> name.startsWith("debezium.postgres:") && name.contains(relayed + "_outbox"));
            }
            // Every Kafka client of the JVM has an entry of its own, so no two have the same name.
            assertThat(names.stream().filter(name -> name.startsWith("kafka.producer:type=app-info,client-id=")))
                    .hasSize(3);
            assertThat(names)
                    .noneMatch(name -> name.startsWith("Tomcat:") || name.startsWith("org.springframework.boot:"));
        }
        for (String service : SERVICES) {
            assertThat(Files.readString(log(service))).doesNotContain("InstanceAlreadyExistsException");
        }
    }

    @Test
    @Order(3)
    void oneServiceIsRestartedAndTheOthersGoOn() throws IOException {
        Set<Long> before = pids();
        JsonNode neighbour = shop.component("checkout");

        ShopUnderTest.Result restart = shop.run("restart", "order");

        assertThat(restart.exitCode()).as(restart.output()).isZero();
        assertThat(restart.output()).containsPattern("order +healthy after [0-9.]+ s");
        assertThat(pids()).isEqualTo(before);
        assertThat(shop.component("checkout").get("since")).isEqualTo(neighbour.get("since"));
        assertThat(shop.component("order").get("restarts").asInt()).isZero();
        anOrderIsConfirmed();
    }

    @Test
    @Order(3)
    void aStoppedServiceRestsAndTheOthersGoOn() throws IOException {
        assertThat(shop.run("stop", "inventory").exitCode()).isZero();
        assertThat(shop.component("inventory").get("state").asString()).isEqualTo("stopped");
        assertThat(shop.component("order").get("state").asString()).isEqualTo("healthy");
        assertThat(shop.run("restart", "inventory").exitCode()).isZero();
        anOrderIsConfirmed();
    }

    @Test
    @Order(4)
    void whenTheJvmIsKilledEveryServiceComesBack() throws IOException {
        Set<Long> before = pids();
        shop.kill("cart");

        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    for (String service : SERVICES) {
                        if (shop.component(service).get("restarts").asInt() == 0) {
                            return false;
                        }
                    }
                    return shop.allHealthy();
                });
        assertThat(pids()).hasSize(1).isNotEqualTo(before);
        anOrderIsConfirmed();
    }

    @Test
    @Order(5)
    void theAuditFindsNothing() throws IOException {
        ShopUnderTest.Result audit = shop.run("audit");
        assertThat(audit.exitCode()).as(audit.output()).isZero();
    }

    private static void anOrderIsConfirmed() throws IOException {
        ShopUnderTest.Result order = shop.run("order");
        assertThat(order.exitCode()).as(order.output()).isZero();
        assertThat(order.output()).containsIgnoringCase("confirmed");
    }

    private static Set<Long> pids() throws IOException {
        var pids = new java.util.HashSet<Long>();
        for (String service : SERVICES) {
            pids.add(shop.component(service).get("pid").asLong());
        }
        return pids;
    }

    /** Of the superuser, and of every role. */
    private static List<String> passwords() throws IOException {
        Path data = shop.home().resolve("data");
        List<String> all = new ArrayList<>(List.of(Files.readString(data.resolve("password"))));
        try (Stream<Path> files = Files.list(data.resolve("passwords"))) {
            for (Path file : files.toList()) {
                all.add(Files.readString(file).strip());
            }
        }
        return all;
    }

    private static Path log(String component) {
        return shop.home().resolve("logs").resolve(component + ".log");
    }

    private static String capitalized(String service) {
        return Character.toUpperCase(service.charAt(0)) + service.substring(1);
    }

    private static String jcmd(String... command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        jcmd.toString(),
                                        String.valueOf(pids().iterator().next())),
                                Stream.of(command))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
