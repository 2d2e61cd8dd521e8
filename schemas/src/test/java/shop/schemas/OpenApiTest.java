package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.Document;
import tools.jackson.databind.JsonNode;

/** The OpenAPI files are complete, consistent with each other, and their examples are valid. */
class OpenApiTest {

    private static final Path FOLDER = Path.of("src/main/resources/openapi");
    private static final Path PROBLEMS = Path.of("../docs/problems.md");
    private static final String PROBLEM_TYPE = "/docs/problems.md#";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    /** What the load balancer routes, inventory, which is reached from inside the cluster, and what every service offers to operators. */
    private static final Map<String, String> PREFIXES = Map.of(
            "cart-service", "/cart/api/v1/",
            "checkout-service", "/checkout/api/v1/",
            "order-service", "/order/api/v1/",
            "inventory-service", "/inventory/api/v1/",
            "ops-api", "/ops/api/v1/");

    static Stream<Api> apis() {
        return PREFIXES.keySet().stream().sorted().map(Api::of);
    }

    static Stream<Operation> operations() {
        return apis().flatMap(api -> api.operations().stream());
    }

    @Test
    void everyServiceHasItsFileAndEveryFileItsService() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(PREFIXES.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("apis")
    void isOpenApi31WithoutGapsAndEveryReferenceResolvesInsideTheFile(Api api) {
        assertThat(api.document().content().path("openapi").asString()).startsWith("3.1.");
        assertThat(refs(api.document().content())).isNotEmpty().allMatch(reference -> reference.startsWith("#/"));
        // A comma in an unquoted text splits it in YAML; the second half becomes a name without a value.
        assertThat(gaps("", api.root())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("apis")
    void everyPartIsUsed(Api api) {
        Set<String> used = refs(api.document().content());
        api.document().content().path("components").forEachEntry((kind, parts) -> {
            if (!kind.equals("securitySchemes")) {
                assertThat(used)
                        .containsAll(parts.propertyNames().stream()
                                .map(name -> "#/components/" + kind + "/" + name)
                                .toList());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("apis")
    void pathsStartWithThePrefixOfTheService(Api api) {
        assertThat(api.root().path("paths").propertyNames())
                .isNotEmpty()
                .allMatch(path -> path.startsWith(PREFIXES.get(api.service())));
    }

    @Test
    void partsOfOneNameAreTheSameEverywhere() {
        var first = new HashMap<String, JsonNode>();
        apis().forEach(api -> List.of("schemas", "securitySchemes", "headers")
                .forEach(kind -> api.root().at("/components/" + kind).forEachEntry((name, part) -> {
                    JsonNode before = first.putIfAbsent(kind + "/" + name, part);
                    if (before != null) {
                        assertThat(part).as(api + " " + kind + " " + name).isEqualTo(before);
                    }
                })));
    }

    @Test
    void partsThatEventsHaveTooHaveTheSameFields() {
        Map<String, Class<?>> records = Map.of(
                "Money", Money.class,
                "Delivery", Delivery.class,
                "OrderLine", OrderLine.class,
                "Shortage", Shortage.class);
        var seen = new TreeSet<String>();
        apis().forEach(api -> api.root().at("/components/schemas").forEachEntry((name, schema) -> {
            if (records.containsKey(name)) {
                seen.add(name);
                assertThat(schema.path("properties").propertyNames())
                        .as(api + " " + name)
                        .containsExactlyElementsOf(
                                Arrays.stream(records.get(name).getRecordComponents())
                                        .map(component -> component.getName())
                                        .toList());
            }
        }));
        assertThat(seen).isEqualTo(records.keySet());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationHasANameAnAudienceAndAProblemForEveryRefusal(Operation operation) {
        JsonNode node = operation.node();
        assertThat(node.path("operationId").asString("")).isNotBlank();
        assertThat(node.path("summary").asString("")).isNotBlank();
        assertThat(node.path("x-audience").asString("")).isIn("public", "in-cluster", "operators");
        JsonNode responses = node.path("responses");
        assertThat(responses.propertyNames())
                .anyMatch(status -> status.startsWith("2"))
                .contains("default", "503");
        responses.forEachEntry((status, response) -> {
            if (!status.startsWith("2")) {
                assertThat(response.path("content").propertyNames())
                        .as(operation + " " + status)
                        .containsExactly("application/problem+json");
            }
        });
        assertThat(responses.at("/503/headers").propertyNames()).contains("Retry-After");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyBodyHasExamplesThatAreValid(Operation operation) {
        for (Body body : operation.bodies()) {
            assertThat(body.examples()).as(operation + " " + body.place()).isNotEmpty();
            for (JsonNode example : body.examples()) {
                assertThat(Validation.errors(body.schema(), example))
                        .as(operation + " " + body.place() + " " + example)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyParameterIsDescribedAndItsExampleValid(Operation operation) {
        Set<String> inPath = new TreeSet<>();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            assertThat(parameter.path("in").asString()).isIn("path", "query", "header");
            if (parameter.path("in").asString().equals("path")) {
                inPath.add("{" + name + "}");
                assertThat(parameter.path("required").asBoolean(false)).isTrue();
            }
            if (parameter.has("example")) {
                assertThat(Validation.errors(parameter.path("schema"), parameter.path("example")))
                        .as(name)
                        .isEmpty();
            }
        }
        assertThat(Arrays.stream(operation.path().split("/")).filter(step -> step.startsWith("{")))
                .containsExactlyInAnyOrderElementsOf(inPath);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void problemExamplesNameTheirTypeCodeAndStatus(Operation operation) {
        operation
                .node()
                .path("responses")
                .forEachEntry((status, response) -> response.at("/content/application~1problem+json/examples")
                        .forEachEntry((code, example) -> {
                            JsonNode problem = example.path("value");
                            assertThat(problem.path("code").asString()).isEqualTo(code);
                            assertThat(problem.path("type").asString()).isEqualTo(PROBLEM_TYPE + code);
                            if (!status.equals("default")) {
                                assertThat(problem.path("status").asString()).isEqualTo(status);
                            }
                        }));
    }

    @Test
    void onlyInventoryHasOperationsForTheClusterAlone() {
        assertThat(operations()
                        .filter(operation ->
                                operation.node().path("x-audience").asString().equals("in-cluster"))
                        .map(Operation::toString))
                .containsExactlyInAnyOrder(
                        "PUT /inventory/api/v1/products/{sku}", "POST /inventory/api/v1/products/{sku}/intakes");
    }

    @Test
    void operationsForOperatorsAreTheirApiAndSayARole() {
        assertThat(operations())
                .filteredOn(operation ->
                        operation.node().path("x-audience").asString().equals("operators"))
                .isNotEmpty()
                .allSatisfy(operation -> {
                    assertThat(operation.path()).startsWith(PREFIXES.get("ops-api"));
                    assertThat(operation.node().path("x-role").asString())
                            .isIn("viewer", "reader", "operator", "approver");
                    assertThat(operation.node().path("responses").propertyNames())
                            .contains("401", "403");
                });
        assertThat(operations().filter(operation -> operation.path().startsWith(PREFIXES.get("ops-api"))))
                .allMatch(operation ->
                        operation.node().path("x-audience").asString().equals("operators"));
    }

    @Test
    void whateverKnowsAShopperTakesTheShoppersTokenAndSaysHowItIsRefused() {
        for (String service : List.of("cart-service", "checkout-service", "order-service")) {
            Api api = Api.of(service);
            assertThat(api.root().path("security").toString()).contains("shopperToken", "sessionCookie");
            assertThat(api.operations())
                    .filteredOn(operation -> !operation.node().path("security").isArray()
                            || !operation.node().path("security").isEmpty())
                    .isNotEmpty()
                    .allSatisfy(operation -> assertThat(operation
                                    .node()
                                    .at("/responses/401/headers")
                                    .propertyNames())
                            .as(operation.toString())
                            .contains("WWW-Authenticate"));
        }
    }

    @Test
    void everyProblemHasItsAnchor() throws IOException {
        var anchors = new ArrayList<String>();
        for (String line : Files.readAllLines(PROBLEMS)) {
            if (line.startsWith("## ")) {
                anchors.add(line.substring(3).strip());
            }
        }
        assertThat(anchors).doesNotHaveDuplicates();
        var codes = new TreeSet<String>();
        operations()
                .forEach(operation -> operation
                        .node()
                        .path("responses")
                        .forEach(response -> codes.addAll(response.at("/content/application~1problem+json/examples")
                                .propertyNames())));
        assertThat(codes).isNotEmpty();
        assertThat(anchors).containsAll(codes);
    }

    private static Set<String> refs(JsonNode node) {
        var found = new TreeSet<String>();
        if (node.path("$ref").isString()) {
            found.add(node.path("$ref").asString());
        }
        node.forEach(child -> found.addAll(refs(child)));
        return found;
    }

    private static List<String> gaps(String path, JsonNode node) {
        if (node.isNull()) {
            return List.of(path);
        }
        var found = new ArrayList<String>();
        if (node.isObject()) {
            node.forEachEntry((name, child) -> found.addAll(gaps(path + "/" + name, child)));
        } else {
            node.forEach(child -> found.addAll(gaps(path + "/*", child)));
        }
        return found;
    }

    record Api(String service, Document document, JsonNode root) {

        static Api of(String service) {
            Document document = Document.read(FOLDER.resolve(service + ".yaml"));
            return new Api(service, document, document.resolved());
        }

        List<Operation> operations() {
            var operations = new ArrayList<Operation>();
            root.path("paths")
                    .forEachEntry((path, item) -> item.forEachEntry((method, node) -> {
                        if (METHODS.contains(method)) {
                            operations.add(new Operation(method, path, item, node));
                        }
                    }));
            return operations;
        }

        @Override
        public String toString() {
            return service;
        }
    }

    record Operation(String method, String path, JsonNode item, JsonNode node) {

        List<JsonNode> parameters() {
            var parameters = new ArrayList<JsonNode>();
            item.path("parameters").forEach(parameters::add);
            node.path("parameters").forEach(parameters::add);
            return parameters;
        }

        List<Body> bodies() {
            var bodies = new ArrayList<Body>();
            node.at("/requestBody/content").forEachEntry((_, content) -> bodies.add(Body.of("request", content)));
            node.path("responses")
                    .forEachEntry((status, response) -> response.path("content")
                            .forEachEntry((type, content) -> bodies.add(Body.of(status + " " + type, content))));
            return bodies;
        }

        @Override
        public String toString() {
            return method.toUpperCase(java.util.Locale.ROOT) + " " + path;
        }
    }

    record Body(String place, JsonNode schema, List<JsonNode> examples) {

        static Body of(String place, JsonNode content) {
            var examples = new ArrayList<JsonNode>();
            if (content.has("example")) {
                examples.add(content.path("example"));
            }
            content.path("examples").forEach(example -> examples.add(example.path("value")));
            return new Body(place, content.path("schema"), examples);
        }
    }
}
