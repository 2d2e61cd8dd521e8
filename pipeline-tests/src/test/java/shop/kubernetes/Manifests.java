package shop.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    Manifests copy() {
        return new Manifests(
                all.stream().map(manifest -> (JsonNode) manifest.deepCopy()).toList());
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

    static String kind(JsonNode manifest) {
        return manifest.path("kind").asText();
    }

    static String name(JsonNode manifest) {
        return manifest.at("/metadata/name").asText();
    }

    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template");
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
