package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.schemas.EventSchemas.Example;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every event that was ever published can be read, and what a schema refuses a record refuses too. */
class GoldenEventsTest {

    private static final JsonMapper JSON = EventJson.MAPPER;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, JsonNode> CURRENT = EventSchemas.current().byType();

    static Stream<Example> examples() {
        return EventSchemas.all().stream().flatMap(schemas -> schemas.examples().stream());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleOfAnyReleaseIsReadAndWrittenAgainWithoutLoss(Example example) {
        Object event = JSON.treeToValue(example.content(), example.javaType());
        JsonNode written = JSON.readTree(JSON.writeValueAsString(event));
        assertThat(written).isEqualTo(example.content());
        assertThat(JSON.treeToValue(written, example.javaType())).isEqualTo(event);
        assertThat(Validation.errors(CURRENT.get(example.type()), written)).isEmpty();
        EventSchemas.all().stream()
                .filter(schemas -> schemas.name().equals(example.release()))
                .forEach(schemas -> assertThat(
                                Validation.errors(schemas.byType().get(example.type()), written))
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void fieldsOfALaterReleaseAreIgnored(Example example) {
        JsonNode later = example.content().deepCopy();
        addUnknownFields(later);
        assertThat(Validation.errors(CURRENT.get(example.type()), later)).isEmpty();
        assertThat(JSON.treeToValue(later, example.javaType()))
                .isEqualTo(JSON.treeToValue(example.content(), example.javaType()));
    }

    static Stream<Mutation> refused() {
        return EventSchemas.current().examples().stream().flatMap(example -> {
            var mutations = new Mutations(example, new ArrayList<>());
            JsonNode schema = CURRENT.get(example.type());
            mutations.collect("", schema, example.content());
            return mutations.found().stream();
        });
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheSchemaRefusesTheRecordRefusesToo(Mutation mutation) {
        JsonNode event = mutation.applied();
        assertThat(Validation.errors(CURRENT.get(mutation.example().type()), event))
                .isNotEmpty();
        assertThatThrownBy(() -> JSON.treeToValue(event, mutation.example().javaType()))
                .isInstanceOf(JacksonException.class);
    }

    static Stream<Mutation> accepted() {
        return EventSchemas.current().examples().stream().flatMap(example -> {
            var left = new ArrayList<Mutation>();
            JsonNode schema = CURRENT.get(example.type());
            optionalFields("", schema, example.content(), path -> left.add(new Mutation(example, path, null)));
            return left.stream();
        });
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void optionalFieldMayBeLeftOut(Mutation mutation) {
        JsonNode event = mutation.applied();
        assertThat(Validation.errors(CURRENT.get(mutation.example().type()), event))
                .isEmpty();
        assertThat(JSON.treeToValue(event, mutation.example().javaType())).isNotNull();
    }

    private static void addUnknownFields(JsonNode node) {
        node.forEach(GoldenEventsTest::addUnknownFields);
        if (node instanceof ObjectNode object) {
            object.putObject("fieldOfALaterRelease").put("anything", 1);
        }
    }

    private static void optionalFields(String path, JsonNode schema, JsonNode value, Consumer<String> found) {
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        schema.path("properties").forEachEntry((name, field) -> {
            if (value.has(name)) {
                if (!required.contains(name)) {
                    found.accept(path + "/" + name);
                }
                optionalFields(path + "/" + name, field, value.path(name), found);
            }
        });
        if (value.isArray() && !value.isEmpty()) {
            optionalFields(path + "/0", schema.path("items"), value.path(0), found);
        }
    }

    /**
     * One example with one change.
     *
     * @param replacement {@code null} to leave the field out
     */
    record Mutation(Example example, String pointer, JsonNode replacement) {

        JsonNode applied() {
            JsonNode copy = example.content().deepCopy();
            int end = pointer.lastIndexOf('/');
            JsonNode parent = copy.at(pointer.substring(0, end));
            String name = pointer.substring(end + 1);
            if (parent instanceof ArrayNode array) {
                array.set(Integer.parseInt(name), replacement);
            } else if (replacement == null) {
                ((ObjectNode) parent).remove(name);
            } else {
                ((ObjectNode) parent).set(name, replacement);
            }
            return copy;
        }

        @Override
        public String toString() {
            return example + " " + pointer + (replacement == null ? " left out" : " = " + replacement);
        }
    }

    /** Every way to break a field that its schema knows of. */
    record Mutations(Example example, List<Mutation> found) {

        void collect(String path, JsonNode schema, JsonNode value) {
            schema.path("required").forEach(name -> {
                add(path + "/" + name.asString(), null);
                add(path + "/" + name.asString(), NODES.nullNode());
            });
            schema.path("properties").forEachEntry((name, field) -> {
                if (value.has(name)) {
                    breakField(path + "/" + name, field);
                    collect(path + "/" + name, field, value.path(name));
                }
            });
            if (value.isArray() && !value.isEmpty()) {
                breakField(path + "/0", schema.path("items"));
                collect(path + "/0", schema.path("items"), value.path(0));
            }
        }

        private void breakField(String path, JsonNode schema) {
            switch (schema.path("type").asString()) {
                case "string" -> {
                    add(path, NODES.numberNode(7));
                    add(path, NODES.booleanNode(true));
                    add(path, NODES.objectNode());
                    if (schema.has("pattern") || schema.has("format")) {
                        add(path, NODES.stringNode("?"));
                        add(path, NODES.stringNode(""));
                        add(path, NODES.stringNode("7"));
                    }
                }
                case "integer" -> {
                    add(path, NODES.stringNode("1"));
                    add(path, NODES.numberNode(1.5));
                    add(path, NODES.booleanNode(true));
                    add(path, NODES.numberNode(schema.path("minimum").longValue() - 1));
                    add(
                            path,
                            NODES.numberNode(
                                    schema.path("maximum").bigIntegerValue().add(BigInteger.ONE)));
                }
                case "array" -> {
                    add(path, NODES.objectNode());
                    add(path, NODES.stringNode("x"));
                    if (schema.has("minItems")) {
                        add(path, NODES.arrayNode());
                    }
                }
                case "object" -> {
                    add(path, NODES.arrayNode());
                    add(path, NODES.stringNode("x"));
                }
                default -> throw new IllegalStateException("No idea how to break " + schema);
            }
        }

        private void add(String path, JsonNode replacement) {
            found.add(new Mutation(example, path, replacement));
        }
    }
}
