package shop.testing.eventsamples;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A JSON or YAML file whose references stay inside the repository.
 *
 * <p>References are relative paths, fragments are JSON pointers (RFC 6901). A referenced object takes the place of the
 * reference; what stands beside {@code $ref} may describe, not constrain.
 */
public record Document(Path file, JsonNode content) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> DESCRIBING = Set.of("description", "summary", "title");

    public static Document read(Path file) {
        ObjectMapper mapper = file.toString().endsWith(".json") ? JSON : YAML;
        return new Document(file.normalize(), mapper.readTree(file.toFile()));
    }

    /** The content without any reference. */
    public JsonNode resolved() {
        return resolved(content, new ArrayDeque<>());
    }

    /** The part at a JSON pointer, without any reference. */
    public JsonNode resolved(String pointer) {
        return resolved(at(pointer), new ArrayDeque<>());
    }

    private JsonNode resolved(JsonNode node, Deque<String> trail) {
        return switch (node) {
            case ObjectNode object when object.path("$ref").isString() -> referenced(object, trail);
            case ObjectNode object -> {
                ObjectNode copy = JSON.createObjectNode();
                object.forEachEntry((name, value) -> copy.set(name, resolved(value, trail)));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JSON.createArrayNode();
                array.forEach(value -> copy.add(resolved(value, trail)));
                yield copy;
            }
            default -> node;
        };
    }

    private JsonNode referenced(ObjectNode reference, Deque<String> trail) {
        String target = reference.path("$ref").asString();
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        String pointer = hash < 0 ? "" : target.substring(hash + 1);
        Document document = path.isEmpty() ? this : read(file.resolveSibling(path));
        String place = document.file + "#" + pointer;
        if (trail.contains(place)) {
            throw new IllegalStateException("A circle of references through " + place);
        }
        trail.push(place);
        JsonNode found = document.resolved(document.at(pointer), trail);
        trail.pop();
        if (!(found instanceof ObjectNode object)) {
            return found;
        }
        ObjectNode merged = object.deepCopy();
        reference.forEachEntry((name, value) -> {
            if (DESCRIBING.contains(name)) {
                merged.set(name, value);
            } else if (!name.equals("$ref")) {
                throw new IllegalStateException(name + " stands beside $ref " + target + " in " + file);
            }
        });
        return merged;
    }

    private JsonNode at(String pointer) {
        JsonNode found = content.at(pointer);
        if (found.isMissingNode()) {
            throw new IllegalStateException("Nothing at " + file + "#" + pointer);
        }
        return found;
    }
}
