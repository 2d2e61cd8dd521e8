package shop.testing.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.testing.eventsamples.Document;
import tools.jackson.databind.JsonNode;

/** The operations of one OpenAPI file. */
record Contract(List<Operation> operations) {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    static Contract read(Path file) {
        var operations = new ArrayList<Operation>();
        Document.read(file)
                .resolved()
                .path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, node) -> {
                    if (METHODS.contains(method)) {
                        operations.add(Operation.of(method.toUpperCase(Locale.ROOT), path, item, node));
                    }
                }));
        return new Contract(operations);
    }

    /**
     * @param body what the request must be; null if it has none
     * @param bodySchema the same as it is written; missing if there is none
     * @param answers by status and media type; {@code null} where the file names no schema
     * @param usual the statuses of refusals that every operation may answer with
     */
    record Operation(
            String method,
            String path,
            List<JsonNode> parameters,
            @Nullable Schema body,
            JsonNode bodySchema,
            List<JsonNode> bodyExamples,
            Map<String, Map<String, Schema>> answers,
            Set<Integer> usual) {

        static Operation of(String method, String path, JsonNode item, JsonNode node) {
            var parameters = new ArrayList<JsonNode>();
            item.path("parameters").forEach(parameters::add);
            node.path("parameters").forEach(parameters::add);
            var examples = new ArrayList<JsonNode>();
            JsonNode request = node.at("/requestBody/content/application~1json");
            if (request.has("example")) {
                examples.add(request.path("example"));
            }
            request.path("examples").forEach(example -> examples.add(example.path("value")));
            var answers = new HashMap<String, Map<String, Schema>>();
            node.path("responses").forEachEntry((status, response) -> {
                var byType = new HashMap<String, Schema>();
                response.path("content")
                        .forEachEntry((type, content) -> byType.put(type, SCHEMAS.getSchema(content.path("schema"))));
                answers.put(status, byType);
            });
            var usual = new HashSet<Integer>();
            node.at("/responses/default/content/application~1problem+json/examples")
                    .forEach(example -> usual.add(example.at("/value/status").asInt()));
            usual.remove(500);
            return new Operation(
                    method,
                    path,
                    parameters,
                    request.has("schema") ? SCHEMAS.getSchema(request.path("schema")) : null,
                    request.path("schema"),
                    examples,
                    answers,
                    usual);
        }

        boolean allows(JsonNode requestBody) {
            return body != null && body.validate(requestBody).isEmpty();
        }

        /** Whether a parameter may have this value. */
        static boolean allows(JsonNode parameter, JsonNode value) {
            return SCHEMAS.getSchema(parameter.path("schema")).validate(value).isEmpty();
        }

        boolean names(int status) {
            return answers.containsKey(String.valueOf(status)) || usual.contains(status);
        }

        Map<String, Schema> answersOf(int status) {
            return answers.getOrDefault(String.valueOf(status), answers.getOrDefault("default", Map.of()));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }
}
