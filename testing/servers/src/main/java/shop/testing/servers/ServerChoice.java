package shop.testing.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;

/**
 * Decides where the servers of the tests come from, and says so in a line that begins with NOTE.
 *
 * <p>{@code SHOP_TEST_INFRA=containers} or {@code embedded} forces one. Otherwise it is containers where a Docker engine
 * answers that holds the images already: a test run does not download them unasked.
 */
final class ServerChoice {

    static final String VARIABLE = "SHOP_TEST_INFRA";

    private ServerChoice() {}

    @SuppressWarnings("SystemOut")
    static TestServers servers() {
        Choice choice = chosen(System.getenv().getOrDefault(VARIABLE, ""));
        String kind = choice.servers() instanceof ContainerServers ? "containers" : "processes of this machine";
        System.out.println("NOTE PostgreSQL and Kafka of these tests are " + kind + ": " + choice.because() + ".");
        return choice.servers();
    }

    record Choice(TestServers servers, String because) {}

    /** @throws IllegalStateException if containers are forced and no engine answers, or for another word */
    static Choice chosen(String forced) {
        return switch (forced) {
            case "embedded" -> embedded(VARIABLE + " says so");
            case "containers" -> {
                if (!DockerClientFactory.instance().isDockerAvailable()) {
                    throw new IllegalStateException(
                            VARIABLE + "=containers, but no Docker engine answers. Start one, or unset " + VARIABLE
                                    + " to test on embedded servers.");
                }
                yield containers(VARIABLE + " says so");
            }
            case "" -> whatIsAtHand();
            default ->
                throw new IllegalStateException(
                        VARIABLE + "=" + forced + " is neither \"containers\" nor \"embedded\".");
        };
    }

    private static Choice whatIsAtHand() {
        if (!mayBeAnEngine() || !DockerClientFactory.instance().isDockerAvailable()) {
            return embedded("no Docker engine answers");
        }
        List<String> missing = ContainerServers.missingImages();
        return missing.isEmpty()
                ? containers("a Docker engine holds their images")
                : embedded("the Docker engine does not hold " + String.join(" and ", missing));
    }

    /**
     * Testcontainers complains at length where there is nothing that could be an engine, so it is not asked there unless it is
     * forced: it knows more places than these.
     */
    private static boolean mayBeAnEngine() {
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"));
    }

    private static Choice embedded(String because) {
        return new Choice(new EmbeddedServers(), because);
    }

    private static Choice containers(String because) {
        return new Choice(new ContainerServers(), because);
    }
}
