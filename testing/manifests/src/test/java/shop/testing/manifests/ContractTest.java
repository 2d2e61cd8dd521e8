package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fact of {@code infra/contract.json} is compared with the manifests: with another one in its place, a rule finds something. */
class ContractTest {

    /** Facts that no manifest repeats: addresses of nodes and pods, and a name that Cloudflare leads to the tunnel. */
    private static final Set<String> NOT_IN_MANIFESTS =
            Set.of("/network/vpc", "/network/private", "/environments/dev/host");

    private static List<Manifests> rendered;

    @BeforeAll
    static void render() {
        Environments.assumeThatTheyCanBeRendered();
        rendered = Stream.concat(
                        Stream.of("dev", "stage", "prod").map(Environments::environment),
                        Stream.of("kafka-connect", "msk-iam").map(Environments::variant))
                .toList();
    }

    static Stream<Arguments> changes() {
        return changes(JsonPointer.empty(), Contract.facts());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changedFactIsFound(String fact, Consumer<JsonNode> change) {
        JsonNode facts = Contract.facts();
        change.accept(facts);

        assertThat(findings(facts)).as(fact).isNotEmpty();
    }

    @Test
    void factsAsTheyAreAreThoseOfTheManifests() {
        assertThat(findings(Contract.facts())).isEmpty();
    }

    @Test
    void environmentsAreTheOverlays() throws IOException {
        try (Stream<Path> overlays = Files.list(Path.of("../../k8s/overlays"))) {
            assertThat(Contract.facts().path("environments").fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrderElementsOf(
                            overlays.map(folder -> folder.getFileName().toString())
                                    .toList());
        }
    }

    private static List<String> findings(JsonNode facts) {
        ManifestRules rules = ManifestRules.ofTheAccount(facts);
        return rendered.stream()
                .flatMap(manifests -> rules.findings(manifests).stream())
                .toList();
    }

    private static Stream<Arguments> changes(JsonPointer place, JsonNode node) {
        if (NOT_IN_MANIFESTS.contains(place.toString())) {
            return Stream.empty();
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .flatMap(entry -> changes(place.appendProperty(entry.getKey()), entry.getValue()));
        }
        if (node.isArray() && node.isEmpty()) {
            return Stream.of(change(place, facts -> ((ArrayNode) facts.at(place)).add("198.51.100.0/24")));
        }
        if (node.isArray()) {
            return Stream.iterate(0, index -> index < node.size(), index -> index + 1)
                    .map(index ->
                            change(place.appendIndex(index), facts -> ((ArrayNode) facts.at(place)).remove(index)));
        }
        return Stream.of(change(place, facts -> {
            var object = (ObjectNode) facts.at(place.head());
            String name = place.last().getMatchingProperty();
            if (node.isNumber()) {
                object.put(name, node.asInt() + 1);
            } else {
                object.put(name, "1" + node.asText());
            }
        }));
    }

    private static Arguments change(JsonPointer place, Consumer<JsonNode> change) {
        return arguments(place.toString(), change);
    }
}
