package shop.testing.manifests;

import static shop.testing.manifests.Manifests.kind;
import static shop.testing.manifests.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What is wrong, in a sentence each that begins with the manifest. */
final class Findings {

    private final List<String> sentences = new ArrayList<>();

    void expect(boolean holds, JsonNode manifest, String otherwise) {
        if (!holds) {
            finding(manifest, otherwise);
        }
    }

    void expect(boolean holds, Workload workload, String otherwise) {
        expect(holds, workload.manifest(), otherwise);
    }

    void finding(JsonNode manifest, String sentence) {
        finding(kind(manifest) + " " + name(manifest) + " " + sentence);
    }

    void finding(String sentence) {
        sentences.add(sentence);
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
