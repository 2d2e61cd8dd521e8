package shop.testing.eventsamples;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import shop.testing.eventsamples.EventSchemas.Example;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A golden example with one field changed.
 *
 * @param pointer which field: a JSON pointer (RFC 6901)
 * @param replacement {@code null} to leave the field out
 */
record FieldChange(
        Example example, String pointer, @Nullable JsonNode replacement) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Every change that breaks a field the schema knows of. */
    static List<FieldChange> breaking(Example example, JsonNode schema) {
        var changes = new ArrayList<FieldChange>();
        new Collector(example, changes).breakFieldsOf("", schema, example.content());
        return changes;
    }

    /** Every optional field, left out. */
    static List<FieldChange> leavingOutOptionalFields(Example example, JsonNode schema) {
        var changes = new ArrayList<FieldChange>();
        new Collector(example, changes).leaveOutOptionalFieldsOf("", schema, example.content());
        return changes;
    }

    /** Every integer, written as a fraction of the same value. A schema takes that, a reader of integers does not. */
    static List<FieldChange> writingIntegersAsFractions(Example example, JsonNode schema) {
        var changes = new ArrayList<FieldChange>();
        new Collector(example, changes).writeIntegersAsFractionsIn("", schema, example.content());
        return changes;
    }

    JsonNode applied() {
        JsonNode copy = example.content().deepCopy();
        int end = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, end));
        String name = pointer.substring(end + 1);
        if (replacement == null) {
            ((ObjectNode) parent).remove(name);
        } else if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), replacement);
        } else {
            ((ObjectNode) parent).set(name, replacement);
        }
        return copy;
    }

    @Override
    public String toString() {
        return example + " " + pointer + (replacement == null ? " left out" : " = " + replacement);
    }

    private record Collector(Example example, List<FieldChange> changes) {

        void breakFieldsOf(String path, JsonNode schema, JsonNode value) {
            schema.path("required").forEach(name -> {
                leaveOut(path + "/" + name.asString());
                replace(path + "/" + name.asString(), NODES.nullNode());
            });
            schema.path("properties").forEachEntry((name, field) -> {
                if (value.has(name)) {
                    breakField(path + "/" + name, field);
                    breakFieldsOf(path + "/" + name, field, value.path(name));
                }
            });
            if (value.isArray() && !value.isEmpty()) {
                breakField(path + "/0", schema.path("items"));
                replace(path + "/0", NODES.nullNode());
                breakFieldsOf(path + "/0", schema.path("items"), value.path(0));
            }
        }

        private void breakField(String path, JsonNode schema) {
            switch (schema.path("type").asString()) {
                case "string" -> breakText(path, schema);
                case "integer" -> breakInteger(path, schema);
                case "array" -> {
                    replace(path, NODES.objectNode());
                    replace(path, NODES.stringNode("x"));
                    if (schema.has("minItems")) {
                        replace(path, NODES.arrayNode());
                    }
                }
                case "object" -> {
                    replace(path, NODES.arrayNode());
                    replace(path, NODES.stringNode("x"));
                }
                default -> throw new IllegalStateException("No idea how to break " + schema);
            }
        }

        private void breakText(String path, JsonNode schema) {
            replace(path, NODES.numberNode(7));
            replace(path, NODES.numberNode(7.5));
            replace(path, NODES.booleanNode(true));
            replace(path, NODES.objectNode());
            replace(path, NODES.arrayNode().add("x"));
            if (schema.has("pattern") || schema.has("format")) {
                replace(path, NODES.stringNode("?"));
                replace(path, NODES.stringNode(""));
                replace(path, NODES.stringNode("7"));
            }
            if (schema.path("format").asString("").equals("date-time")) {
                replace(path, NODES.numberNode(1_700_000_000));
                replace(path, NODES.numberNode(new BigDecimal("1700000000.5")));
                replace(path, NODES.stringNode("1700000000"));
                replace(path, NODES.stringNode("2026-11-22"));
            }
        }

        private void breakInteger(String path, JsonNode schema) {
            replace(path, NODES.stringNode("1"));
            replace(path, NODES.stringNode(""));
            replace(path, NODES.numberNode(1.5));
            replace(path, NODES.booleanNode(true));
            replace(path, NODES.arrayNode().add(1));
            replace(path, NODES.numberNode(schema.path("minimum").longValue() - 1));
            replace(
                    path,
                    NODES.numberNode(schema.path("maximum").bigIntegerValue().add(BigInteger.ONE)));
        }

        void leaveOutOptionalFieldsOf(String path, JsonNode schema, JsonNode value) {
            List<String> required = schema.path("required")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            schema.path("properties").forEachEntry((name, field) -> {
                if (value.has(name)) {
                    if (!required.contains(name)) {
                        leaveOut(path + "/" + name);
                    }
                    leaveOutOptionalFieldsOf(path + "/" + name, field, value.path(name));
                }
            });
            if (value.isArray() && !value.isEmpty()) {
                leaveOutOptionalFieldsOf(path + "/0", schema.path("items"), value.path(0));
            }
        }

        void writeIntegersAsFractionsIn(String path, JsonNode schema, JsonNode value) {
            if (schema.path("type").asString("").equals("integer")) {
                replace(path, NODES.numberNode(new BigDecimal(value.bigIntegerValue() + ".0")));
            }
            schema.path("properties").forEachEntry((name, field) -> {
                if (value.has(name)) {
                    writeIntegersAsFractionsIn(path + "/" + name, field, value.path(name));
                }
            });
            if (value.isArray() && !value.isEmpty()) {
                writeIntegersAsFractionsIn(path + "/0", schema.path("items"), value.path(0));
            }
        }

        private void leaveOut(String path) {
            changes.add(new FieldChange(example, path, null));
        }

        private void replace(String path, JsonNode replacement) {
            changes.add(new FieldChange(example, path, replacement));
        }
    }
}
