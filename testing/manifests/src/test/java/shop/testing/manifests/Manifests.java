package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code kubectl kustomize} makes of a folder, as trees that a test may break. */
record Manifests(List<JsonNode> all) {

    private static final ObjectMapper json = new ObjectMapper();

    static boolean canBeRendered() {
        try {
            return new ProcessBuilder("kubectl", "kustomize", "--help")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException with Kustomize's own words if the folder cannot be rendered */
    static Manifests rendered(Path folder) {
        try {
            Path complaint = Files.createTempFile("kustomize", ".log");
            Process process = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(complaint.toFile())
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(folder + ": " + Files.readString(complaint));
            }
            Files.delete(complaint);
            return parsed(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Manifests parsed(String yaml) {
        var documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return new Manifests(StreamSupport.stream(documents.spliterator(), false)
                .map(document -> (JsonNode) json.valueToTree(document))
                .toList());
    }

    /** What an operator makes a pod of. */
    static JsonNode operatorsPod() {
        try {
            return yaml(Files.readString(Path.of("../../k8s/operators/pod.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode yaml(String text) {
        return parsed(text).all().getFirst();
    }

    Manifests and(Manifests others) {
        return new Manifests(Stream.concat(all.stream(), others.all().stream()).toList());
    }

    /** To be broken. */
    Manifests copy() {
        return new Manifests(all.stream()
                .map(manifest -> (JsonNode) manifest.deepCopy())
                .collect(Collectors.toCollection(ArrayList::new)));
    }

    void add(String yaml) {
        all.add(yaml(yaml));
    }

    List<String> names(String kind) {
        return ofKind(kind).map(Manifests::name).toList();
    }

    /** Generated ones have a hash behind their names. */
    JsonNode configMap(String name) {
        return ofKind("ConfigMap")
                .filter(map -> name(map).matches(name + "-[a-z0-9]{10}"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ConfigMap " + name));
    }

    Stream<JsonNode> ofKind(String... kinds) {
        return all.stream().filter(manifest -> List.of(kinds).contains(kind(manifest)));
    }

    JsonNode only(String kind, String name) {
        return ofKind(kind)
                .filter(manifest -> name(manifest).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind + " " + name));
    }

    /** The namespace that all of it is for. */
    String environment() {
        return ofKind("Namespace").map(Manifests::name).findFirst().orElseThrow();
    }

    Stream<Workload> workloads() {
        return ofKind("Deployment", "Job").map(Workload::new);
    }

    boolean hasWorkload(String name) {
        return workloads().anyMatch(workload -> workload.name().equals(name));
    }

    Workload deployment(String name) {
        return new Workload(only("Deployment", name));
    }

    Stream<Workload> selectedBy(JsonNode service) {
        return workloads()
                .filter(Workload::isDeployment)
                .filter(workload -> service.at("/spec/selector").properties().stream()
                        .allMatch(label ->
                                label.getValue().equals(workload.labels().path(label.getKey()))));
    }

    /** Services and ports that an Ingress leads to. */
    Stream<JsonNode> backends(JsonNode ingress) {
        return elements(ingress.at("/spec/rules/0/http/paths")).map(path -> path.at("/backend/service"));
    }

    /** The data of the ConfigMap that an {@code envFrom} names, if it names one. */
    JsonNode configMap(JsonNode source) {
        JsonNode map = source.at("/configMapRef/name");
        return map.isMissingNode() ? map : only("ConfigMap", map.asText()).path("data");
    }

    /** The entries of the secret that an {@code envFrom} names, if it names one. */
    Stream<JsonNode> externalSecret(JsonNode source) {
        JsonNode secret = source.at("/secretRef/name");
        return secret.isMissingNode()
                ? Stream.empty()
                : elements(only("ExternalSecret", secret.asText()).at("/spec/data"));
    }

    static String kind(JsonNode manifest) {
        return manifest.path("kind").asText();
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    static Optional<String> annotation(JsonNode manifest, String name) {
        return Optional.of(manifest.path("metadata").path("annotations").path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
