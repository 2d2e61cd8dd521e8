package shop.testing.contract;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shop.testing.contract.Contract.Operation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests at every bound that an operation names, and one step beyond it: one thing at a time, the rest as in the example. Lengths are
 * counted in code points, so each length comes in letters that Java counts once and in some that it counts twice.
 */
final class Edges {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The end of {@code {1,100}} or of {@code {30}}. */
    private static final Pattern REPETITION = Pattern.compile("(?:\\{|,)([0-9]{1,4})\\}");

    private Edges() {}

    /**
     * @param allowed whether the file allows it
     * @param address path and query
     * @param header a whole line, in the place of the one that every request has; empty if it has only that
     * @param body missing if the operation has none
     */
    record Edge(String what, boolean allowed, String address, String header, JsonNode body) {

        byte[] bytes() {
            return body.isMissingNode() ? new byte[0] : JSON.writeValueAsBytes(body);
        }
    }

    static List<Edge> of(Operation operation) {
        var edges = new ArrayList<Edge>();
        JsonNode example = operation.bodyExamples().isEmpty()
                ? NODES.missingNode()
                : operation.bodyExamples().getFirst();
        String address = address(operation, "", "");
        for (Change change : changes(operation.bodySchema(), example, "")) {
            edges.add(new Edge(change.what(), operation.allows(change.node()), address, "", change.node()));
        }
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            boolean isHeader = parameter.path("in").asString().equals("header");
            (isHeader ? headers(parameter.path("schema")) : values(parameter.path("schema"), NODES.missingNode()))
                    .filter(value -> value.isIntegralNumber()
                            || value.isString() && !value.asString().isEmpty())
                    .forEach(value -> edges.add(new Edge(
                            name + " " + shortened(value),
                            Operation.allows(parameter, value),
                            isHeader ? address : address(operation, name, value.asString()),
                            isHeader ? name + ": " + value.asString() : "",
                            example)));
            if (parameter.at("/schema/maxItems").isIntegralNumber()) {
                around(parameter.at("/schema/maxItems").asInt())
                        .map(size -> filled(parameter.at("/example/0"), size))
                        .forEach(values -> edges.add(new Edge(
                                name + " has " + values.size(),
                                Operation.allows(parameter, values),
                                address + query(name, values),
                                "",
                                example)));
            }
        }
        return edges;
    }

    private static String query(String name, JsonNode values) {
        return values.valueStream()
                .map(value -> name + "=" + Damage.encoded(value.asString()))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** What a line can hold, also in quotes, where a character may be two. */
    private static Stream<JsonNode> headers(JsonNode schema) {
        return values(schema, NODES.missingNode())
                .map(JsonNode::asString)
                .filter(text -> text.matches("[!-~]+"))
                .flatMap(text -> Stream.of(text, '"' + text + '"', '"' + "\\\"".repeat(text.length()) + '"'))
                .map(NODES::stringNode);
    }

    private static String address(Operation operation, String changed, String value) {
        String address = operation.path();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            boolean mine = name.equals(changed);
            String text = mine ? value : parameter.path("example").asString("");
            switch (parameter.path("in").asString()) {
                case "path" -> address = address.replace("{" + name + "}", Damage.encoded(text));
                case "query" -> address = mine ? address + "?" + name + "=" + Damage.encoded(text) : address;
                default -> {}
            }
        }
        return address;
    }

    private record Change(String what, JsonNode node) {}

    /** All that can become of a node if one thing in it is changed. */
    private static List<Change> changes(JsonNode schema, JsonNode node, String where) {
        var changes = new ArrayList<Change>();
        if (schema.has("allOf")) {
            schema.path("allOf").forEach(part -> changes.addAll(changes(part, node, where)));
        }
        schema.path("properties").forEachEntry((name, property) -> {
            JsonNode example = node.path(name);
            String there = where + "/" + name;
            values(property, example)
                    .forEach(value -> changes.add(new Change(there + " " + shortened(value), with(node, name, value))));
            changes(property, example, there)
                    .forEach(change -> changes.add(new Change(change.what(), with(node, name, change.node()))));
            ObjectNode without = (ObjectNode) node.deepCopy();
            without.remove(name);
            changes.add(new Change(there + " is missing", without));
        });
        if (node instanceof ArrayNode array && !array.isEmpty()) {
            Stream.of("minItems", "maxItems")
                    .filter(schema::has)
                    .flatMap(bound -> around(schema.path(bound).asInt()))
                    .forEach(size -> changes.add(new Change(where + " has " + size, filled(array.path(0), size))));
            changes(schema.path("items"), array.path(0), where + "/0")
                    .forEach(change -> changes.add(
                            new Change(change.what(), NODES.arrayNode().add(change.node()))));
        }
        return changes;
    }

    private static JsonNode with(JsonNode node, String name, JsonNode value) {
        ObjectNode copy = (ObjectNode) node.deepCopy();
        copy.set(name, value);
        return copy;
    }

    private static JsonNode filled(JsonNode element, int size) {
        ArrayNode array = NODES.arrayNode();
        IntStream.range(0, size).forEach(_ -> array.add(element));
        return array;
    }

    /** At the bounds of one value, and beyond. Whether each is allowed, the schema says. */
    private static Stream<JsonNode> values(JsonNode schema, JsonNode example) {
        Stream<JsonNode> numbers = Stream.of("minimum", "maximum")
                .filter(schema::has)
                .map(bound -> schema.path(bound).bigIntegerValue())
                .flatMap(bound -> Stream.of(bound.subtract(BigInteger.ONE), bound, bound.add(BigInteger.ONE)))
                .map(NODES::numberNode);
        Stream<Integer> lengths = Stream.of("minLength", "maxLength")
                .filter(schema::has)
                .flatMap(bound -> around(schema.path(bound).asInt()));
        Stream<JsonNode> texts = Stream.concat(
                        lengths, repetitions(schema.path("pattern").asString("")))
                .distinct()
                .flatMap(Edges::textsOf)
                .map(NODES::stringNode);
        Stream<JsonNode> others = schema.path("type").toString().contains("object")
                ? Stream.of()
                : Stream.of(NODES.nullNode(), NODES.stringNode(""), NODES.stringNode(example.asString("") + "\n"));
        return Stream.of(numbers, texts, others).flatMap(values -> values);
    }

    /** The lengths that a pattern bounds, and one more, because a character of another kind may stand before them. */
    private static Stream<Integer> repetitions(String pattern) {
        return REPETITION
                .matcher(pattern)
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .flatMap(most -> Stream.concat(around(most), Stream.of(most + 2)));
    }

    private static Stream<Integer> around(int bound) {
        return Stream.of(bound - 1, bound, bound + 1).filter(length -> length >= 0);
    }

    /** Of so many code points, in the forms that the patterns of the files know. */
    private static Stream<String> textsOf(int length) {
        var texts = new ArrayList<>(List.of(
                "x".repeat(length),
                "\uD835\uDCCD".repeat(length),
                "1".repeat(length),
                "A".repeat(length),
                " ".repeat(length)));
        if (length > 5) {
            texts.add("a@" + "b".repeat(length - 4) + ".c");
        }
        return texts.stream();
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "... (" + text.length() + ")" : text;
    }
}
