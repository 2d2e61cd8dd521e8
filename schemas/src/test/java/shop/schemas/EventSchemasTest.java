package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import shop.testing.eventsamples.EventSchemas;
import shop.testing.eventsamples.EventSchemas.Example;
import tools.jackson.databind.JsonNode;

/** The schemas and the records agree. */
class EventSchemasTest {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    static Stream<Example> examples() {
        return EventSchemas.current().examples().stream();
    }

    static Stream<Map.Entry<String, Class<?>>> javaTypes() {
        return Stream.of(CheckoutEvent.TYPES, InventoryEvent.TYPES, OrderEvent.TYPES)
                .flatMap(types -> types.entrySet().stream())
                .map(type -> Map.entry(type.getKey(), type.getValue()));
    }

    @Test
    void everyEventTypeHasASchemaAndEverySchemaATypeInItsTopic() {
        var folders = EventSchemas.current().types().stream()
                .map(type -> type.getParent().getFileName() + "/" + type.getFileName())
                .toList();
        var types = new TreeSet<String>();
        CheckoutEvent.TYPES.keySet().forEach(type -> types.add(CheckoutEvent.AGGREGATE_TYPE + ".events/" + type));
        InventoryEvent.TYPES.keySet().forEach(type -> types.add(InventoryEvent.AGGREGATE_TYPE + ".events/" + type));
        OrderEvent.TYPES.keySet().forEach(type -> types.add(OrderEvent.AGGREGATE_TYPE + ".events/" + type));
        assertThat(folders).containsExactlyInAnyOrderElementsOf(types);
    }

    @Test
    void everyEventOfATopicHasExactlyOneName() {
        for (Class<?> topic : List.of(CheckoutEvent.class, InventoryEvent.class, OrderEvent.class)) {
            assertThat(javaTypes().map(Map.Entry::getValue).filter(topic::isAssignableFrom))
                    .containsExactlyInAnyOrder(topic.getPermittedSubclasses());
        }
    }

    @Test
    void everyEventTypeHasAnExample() {
        assertThat(examples().map(Example::type).collect(Collectors.toSet()))
                .isEqualTo(javaTypes().map(Map.Entry::getKey).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsValid(Example example) {
        String location = EventSchemas.current().types().stream()
                .filter(type -> type.getFileName().toString().equals(example.type()))
                .map(type -> Path.of("src/main/resources").toAbsolutePath().relativize(type.resolve("schema.json")))
                .map(path -> "classpath:" + path.toString().replace('\\', '/'))
                .findFirst()
                .orElseThrow();
        // Through the validator's own reading of the references, as any other reader of these files would.
        assertThat(Validation.REGISTRY.getSchema(SchemaLocation.of(location)).validate(example.content()))
                .isEmpty();
        assertThat(Validation.errors(EventSchemas.current().byType().get(example.type()), example.content()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("javaTypes")
    void schemaAndRecordHaveTheSameFieldsTypesAndRequirements(Map.Entry<String, Class<?>> type) {
        JsonNode schema = EventSchemas.current().byType().get(type.getKey());
        assertThat(schema.path("$schema").asString()).isEqualTo(DIALECT);
        assertThat(schema.path("title").asString()).isEqualTo(type.getValue().getSimpleName());
        assertSame("$", schema, type.getValue());
    }

    @ParameterizedTest
    @MethodSource("javaTypes")
    void personalDataIsMarkedAndOnlyInTheDelivery(Map.Entry<String, Class<?>> type) {
        JsonNode schema = EventSchemas.current().byType().get(type.getKey());
        var marked = new TreeSet<String>();
        collectMarked("$", schema, marked);
        Set<String> delivery = schema.path("properties").has("delivery")
                ? Arrays.stream(Delivery.class.getRecordComponents())
                        .map(component -> "$.delivery." + component.getName())
                        .collect(Collectors.toSet())
                : Set.of();
        assertThat(marked.stream().filter(path -> !path.equals("$.delivery")))
                .containsExactlyInAnyOrderElementsOf(delivery);
    }

    private static void collectMarked(String path, JsonNode schema, Set<String> marked) {
        if (schema.path("x-personal-data").asBoolean(false)) {
            marked.add(path);
        }
        schema.path("properties").forEachEntry((name, field) -> collectMarked(path + "." + name, field, marked));
        if (schema.has("items")) {
            collectMarked(path + "[*]", schema.path("items"), marked);
        }
    }

    private static void assertSame(String path, JsonNode schema, Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        assertThat(schema.path("type").asString()).as(path).isEqualTo("object");
        assertThat(schema.has("additionalProperties")).as(path + " is open").isFalse();
        assertThat(schema.path("properties").propertyNames())
                .as(path)
                .containsExactly(
                        Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new));
        assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                .as(path + " required")
                .containsExactlyElementsOf(Arrays.stream(components)
                        .filter(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                        .map(RecordComponent::getName)
                        .toList());
        for (RecordComponent component : components) {
            String name = component.getName();
            JsonNode field = schema.path("properties").path(name);
            assertThat(field.path("description").asString(""))
                    .as(path + "." + name)
                    .isNotBlank();
            assertSame(path + "." + name, field, component.getAnnotatedType());
        }
    }

    private static void assertSame(String path, JsonNode schema, AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type instanceof ParameterizedType list) {
            assertThat(list.getRawType()).as(path).isEqualTo(List.class);
            assertThat(schema.path("type").asString()).as(path).isEqualTo("array");
            assertSame(path + "[*]", schema.path("items"), (Class<?>) list.getActualTypeArguments()[0]);
        } else if (type == UUID.class) {
            assertText(path, schema, "uuid");
        } else if (type == Instant.class) {
            assertText(path, schema, "date-time");
        } else if (type == String.class) {
            assertText(path, schema, "");
        } else if (type == int.class || type == long.class) {
            assertThat(schema.path("type").asString()).as(path).isEqualTo("integer");
            assertThat(schema.path("maximum").longValue())
                    .as(path)
                    .isEqualTo(type == int.class ? Integer.MAX_VALUE : Long.MAX_VALUE);
        } else {
            assertSame(path, schema, (Class<?>) type);
        }
    }

    private static void assertText(String path, JsonNode schema, String format) {
        assertThat(schema.path("type").asString()).as(path).isEqualTo("string");
        assertThat(schema.path("format").asString("")).as(path).isEqualTo(format);
    }
}
