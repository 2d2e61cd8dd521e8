package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Deployment or a Job: what makes pods. */
record Workload(JsonNode manifest) {

    String name() {
        return Manifests.name(manifest);
    }

    boolean isDeployment() {
        return Manifests.kind(manifest).equals("Deployment");
    }

    boolean isJava() {
        return labels().path("runtime").asText().equals("java");
    }

    JsonNode labels() {
        return manifest.at("/spec/template/metadata/labels");
    }

    JsonNode pod() {
        return manifest.at("/spec/template/spec");
    }

    Stream<JsonNode> containers() {
        return elements(pod().path("containers"));
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** Without the tag. */
    String image() {
        return container().path("image").asText().replaceFirst("[:@][^/]*$", "");
    }

    Optional<Program> program() {
        return Program.ofImage(image());
    }

    Set<String> portNames() {
        return elements(container().path("ports"))
                .map(port -> port.path("name").asText())
                .collect(Collectors.toSet());
    }

    Optional<String> port(String name) {
        return elements(container().path("ports"))
                .filter(port -> port.path("name").asText().equals(name))
                .map(port -> port.path("containerPort").asText())
                .findFirst();
    }

    /** The names of its environment variables, wherever they come from. */
    Set<String> variables(Manifests manifests) {
        var names = new TreeSet<String>();
        elements(container().path("env"))
                .forEach(entry -> names.add(entry.path("name").asText()));
        elements(container().path("envFrom")).forEach(source -> {
            manifests.configMap(source).fieldNames().forEachRemaining(names::add);
            manifests
                    .externalSecret(source)
                    .forEach(entry -> names.add(entry.path("secretKey").asText()));
        });
        return names;
    }

    /** Whether another variable is made of this one. */
    boolean expands(String variable) {
        return elements(container().path("env"))
                .anyMatch(entry -> entry.path("value").asText().contains("$(" + variable + ")"));
    }

    /** The value of a variable that is no secret. */
    Optional<String> setting(Manifests manifests, String variable) {
        return Stream.concat(
                        elements(container().path("env"))
                                .filter(entry -> entry.path("name").asText().equals(variable))
                                .map(entry -> entry.path("value")),
                        elements(container().path("envFrom"))
                                .map(source -> manifests.configMap(source).path(variable)))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }
}
