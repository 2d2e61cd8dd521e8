package shop.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One set of event schemas and examples on disk: the current one or a released one.
 *
 * @param folder holds {@code <topic>/<event type>/schema.json} and {@code <topic>/<event type>/examples/*.json}
 */
record EventSchemas(String name, Path folder) {

    private static final Path RELEASED = Path.of("released");

    static EventSchemas current() {
        return new EventSchemas("current", Path.of("src/main/resources/schemas"));
    }

    /** Every set that was ever released; none may leave the repository. */
    static List<EventSchemas> released() {
        return children(RELEASED).stream()
                .map(folder -> new EventSchemas(folder.getFileName().toString(), folder))
                .toList();
    }

    static List<EventSchemas> all() {
        return Stream.concat(Stream.of(current()), released().stream()).toList();
    }

    /** The Java type of every event type that the code knows. */
    static Map<String, Class<?>> javaTypes() {
        return Stream.of(CheckoutEvent.TYPES, InventoryEvent.TYPES, OrderEvent.TYPES)
                .flatMap(types -> types.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Event type to schema, with every reference put in its place. */
    SortedMap<String, JsonNode> byType() {
        var schemas = new TreeMap<String, JsonNode>();
        for (Path type : types()) {
            schemas.put(
                    type.getFileName().toString(),
                    Document.read(type.resolve("schema.json")).resolved());
        }
        return schemas;
    }

    List<Example> examples() {
        return types().stream()
                .flatMap(type -> children(type.resolve("examples")).stream()
                        .map(file -> new Example(
                                name,
                                type.getFileName().toString(),
                                file.getFileName().toString(),
                                Document.read(file).content())))
                .toList();
    }

    /** The folders of the event types. */
    List<Path> types() {
        return children(folder).stream()
                .filter(topic -> topic.getFileName().toString().endsWith(".events"))
                .flatMap(topic -> children(topic).stream())
                .toList();
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Example(String release, String type, String name, JsonNode content) {

        Class<?> javaType() {
            return javaTypes().get(type);
        }

        @Override
        public String toString() {
            return type + " " + name + " (" + release + ")";
        }
    }
}
