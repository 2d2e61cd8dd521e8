package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import shop.build.localservers.LocalKafka;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.ServiceDatabase;

/** What {@code compose.yaml} promises of every container, and that its servers are set as those of {@code ./shop up}. */
class ComposeFileTest {

    private static final Set<String> WITHOUT_A_PROGRAM_TO_ASK_WITH = Set.of("otel-collector");

    private static final Map<?, ?> file = new Yaml().load(read(Path.of("../../compose.yaml")));

    static Set<?> services() {
        return section(file, "services").keySet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "replica"})
    void postgresIsSetAsInTheLocalStack(String service) {
        var expected = LocalPostgres.SETTINGS.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.toSet());
        expected.add("postgres");

        assertThat(list(service(service), "command"))
                .extracting(Object::toString)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void kafkaIsSetAsInTheLocalStack() {
        var expected = new HashMap<String, String>();
        LocalKafka.SETTINGS.forEach((name, value) ->
                expected.put("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        var actual = section(service("kafka"), "environment").entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().toString(),
                        entry -> entry.getValue().toString()));

        assertThat(actual).containsAllEntriesOf(expected);
    }

    @Test
    void theAuditKnowsThePasswordOfTheAuditorOnly() {
        Map<?, ?> audit = section(service("audit"), "environment");
        Map<?, ?> postgres = section(service("postgres"), "environment");

        assertThat(audit.get("PGUSER")).isEqualTo(ServiceDatabase.AUDITOR);
        assertThat(audit.get("PGPASSWORD")).isEqualTo(postgres.get("SHOP_AUDITOR_PASSWORD"));
    }

    /** Who gets into one program has the password of that program's roles, and of no other. */
    @Test
    void noPasswordOpensTwoRolesOrIsKnownByTwoServices() {
        List<Object> passwords = passwordsOf("postgres");
        assertThat(passwords).hasSize(14).doesNotHaveDuplicates();

        List<Object> known = Stream.of("replica", "cart-api", "checkout-api", "inventory-api", "order-api", "audit")
                .flatMap(service -> passwordsOf(service).stream())
                .toList();

        assertThat(known).hasSize(13).doesNotHaveDuplicates().isSubsetOf(passwords);
    }

    private static List<Object> passwordsOf(String service) {
        return section(service(service), "environment").entrySet().stream()
                .filter(entry -> entry.getKey().toString().endsWith("PASSWORD"))
                .<Object>map(Map.Entry::getValue)
                .toList();
    }

    @Test
    void onlyWhoPublishesEventsHasARelay() {
        assertThat(section(service("cart-api"), "environment").keySet())
                .noneMatch(name -> name.toString().contains("RELAY"));
        assertThat(section(service("postgres"), "environment").keySet())
                .noneMatch(name -> name.toString().equals("SHOP_CART_RELAY_PASSWORD"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void memoryAndLogsAreBounded(String service) {
        assertThat(service(service).get("mem_limit")).isNotNull();
        Map<?, ?> logs = section(section(service(service), "logging"), "options");
        assertThat(logs.get("max-size")).isNotNull();
        assertThat(logs.get("max-file")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("services")
    void whateverRunsOnTellsItsHealth(String service) {
        boolean runsOn = service(service).containsKey("restart");
        boolean asked = service(service).containsKey("healthcheck") || imageIsAsked(service(service));

        assertThat(asked).isEqualTo(runsOn && !WITHOUT_A_PROGRAM_TO_ASK_WITH.contains(service));
    }

    /** Compose v2 builds at the same time what does not depend on each other, and fails when two make one image. */
    @Test
    void noTwoServicesBuildTheSameImage() {
        assertThat(services())
                .filteredOn(name -> service(name).containsKey("build"))
                .extracting(name -> image(service(name)))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    /** Otherwise a call before the first {@code up} looks for an image that was never built, and asks a registry for it. */
    @Test
    void whoeverUsesAnImageThatAnotherBuildsWaitsForIt() {
        var built = services().stream()
                .filter(name -> service(name).containsKey("build"))
                .collect(Collectors.toMap(name -> image(service(name)), name -> name));

        assertThat(services()).allSatisfy(name -> {
            Object builder = built.get(image(service(name)));
            if (builder != null && !builder.equals(name)) {
                assertThat(section(service(name), "depends_on").containsKey(builder))
                        .as("%s depends on %s", name, builder)
                        .isTrue();
            }
        });
    }

    @Test
    void everyVariableIsInTheExample() {
        var used = matches("[$][{](SHOP_[A-Z_]+)", read(Path.of("../../compose.yaml")));
        var shown = matches("(?m)^#(SHOP_[A-Z_]+)=", read(Path.of("../../.env.example")));

        assertThat(shown).isEqualTo(used);
    }

    /** The tags are spelled wherever an image is named; each image has one tag in all of the project. */
    @Test
    void everyImageHasOneTag() {
        var tags = Stream.of(
                        "compose.yaml",
                        "Dockerfile",
                        "storefront/Dockerfile",
                        ".ci/run",
                        "containers/smoke-test",
                        "containers/air-gapped/make-images",
                        "containers/air-gapped/kafka/Dockerfile",
                        "containers/air-gapped/nginx/Dockerfile",
                        "containers/air-gapped/postgres/Dockerfile",
                        "testing/servers/src/main/java/shop/testing/servers/ContainerServers.java")
                .flatMap(file -> matches(
                        "(?<![\\w./])((?:postgres|apache/kafka|maven|debian|node|nginx|alpine):(?!\\d{4}|postgres)[a-z0-9][\\w.-]*)",
                        read(Path.of("../..", file)))
                        .stream())
                .collect(Collectors.groupingBy(image -> image.replaceAll(":.*", ""), Collectors.toSet()));

        assertThat(tags.keySet()).contains("postgres", "apache/kafka", "maven", "debian", "node", "nginx", "alpine");
        assertThat(tags.values()).allSatisfy(of -> assertThat(of).hasSize(1));
    }

    /** Otherwise {@code up --wait} takes the end of a one-shot job for a failure. */
    @Test
    void somebodyWaitsForTheEndOfEveryJob() {
        var awaited = services().stream()
                .flatMap(service -> section(service(service), "depends_on").entrySet().stream())
                .filter(entry -> entry.getValue().equals(Map.of("condition", "service_completed_successfully")))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        var jobs = services().stream()
                .filter(service -> !service(service).containsKey("restart")
                        && !service(service).containsKey("profiles"))
                .collect(Collectors.toSet());

        assertThat(awaited).isEqualTo(jobs);
    }

    /** The front door opens if somebody asks for it in {@code .env}. */
    @ParameterizedTest
    @MethodSource("services")
    void nothingIsOpenToOtherMachines(String service) {
        String loopback = service.equals("edge") ? "${SHOP_ADDRESS:-127.0.0.1}:" : "127.0.0.1:";
        assertThat(list(service(service), "ports"))
                .allSatisfy(port -> assertThat(port.toString()).startsWith(loopback));
    }

    /** With the limits of all that runs at the same time. */
    @Test
    void readmeSaysHowMuchMemoryDockerNeeds() {
        long megabytes = services().stream()
                .filter(name -> !service(name).containsKey("profiles"))
                .mapToLong(name -> megabytes(service(name).get("mem_limit").toString()))
                .sum();
        var said = matches("([0-9.]+) GB of memory for Docker", read(Path.of("../../README.md")));

        assertThat(said).hasSize(1);
        assertThat(Double.parseDouble(said.iterator().next()) * 1000).isBetween(megabytes * 1.0, megabytes * 1.2);
    }

    /** Git for Windows changes line ends by default, and then no script starts in a container. */
    @Test
    void scriptsKeepTheirLineEnds() {
        assertThat(read(Path.of("../../.gitattributes")).lines()).contains("* text=auto eol=lf");
    }

    @Test
    void servicesRunWithTheOptionsForASmallMachine() {
        assertThat(services())
                .filteredOn(name -> image(service(name)).contains("-service:"))
                .hasSize(4)
                .allSatisfy(
                        name -> assertThat(section(service(name), "environment").get("JDK_JAVA_OPTIONS"))
                                .isEqualTo("${SHOP_JVM_OPTIONS:-@small-machine.options}"));
    }

    /** The key is obsolete, and a warning in Compose v2. */
    @Test
    void noVersionIsNamed() {
        assertThat(file.containsKey("version")).isFalse();
    }

    private static long megabytes(String limit) {
        long number = Long.parseLong(limit.substring(0, limit.length() - 1));
        return limit.endsWith("g") ? 1024 * number : number;
    }

    private static boolean imageIsAsked(Map<?, ?> service) {
        Map<?, ?> build = section(service, "build");
        if (build.isEmpty()) {
            return false;
        }
        String dockerfile = Objects.requireNonNullElse(build.get("dockerfile"), "Dockerfile")
                .toString();
        boolean ofATarget = !build.containsKey("target") || "service".equals(build.get("target"));
        return ofATarget && read(Path.of("../..", dockerfile)).contains("HEALTHCHECK");
    }

    private static String image(Map<?, ?> service) {
        return String.valueOf(service.get("image"));
    }

    private static Set<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Map<?, ?> service(Object name) {
        return section(section(file, "services"), name.toString());
    }

    private static Map<?, ?> section(Map<?, ?> from, String key) {
        return from.get(key) instanceof Map<?, ?> section ? section : Map.of();
    }

    private static List<?> list(Map<?, ?> from, String key) {
        return from.get(key) instanceof List<?> list ? list : List.of();
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
