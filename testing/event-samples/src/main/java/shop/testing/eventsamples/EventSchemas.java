package shop.testing.eventsamples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One set of event schemas and examples on disk: the current one or a released one.
 *
 * @param folder holds {@code <topic>/<event type>/schema.json} and {@code <topic>/<event type>/examples/*.json}
 */
public record EventSchemas(String name, Path folder) {

    private static final Path SCHEMAS = schemasOfThisRepository();

    public static EventSchemas current() {
        return new EventSchemas("current", SCHEMAS.resolve("src/main/resources/schemas"));
    }

    /** Every set that was ever released; none may leave the repository. */
    public static List<EventSchemas> released() {
        return children(SCHEMAS.resolve("released")).stream()
                .map(folder -> new EventSchemas(name(folder), folder))
                .toList();
    }

    public static List<EventSchemas> all() {
        return Stream.concat(Stream.of(current()), released().stream()).toList();
    }

    /** Event type to schema, with every reference put in its place. */
    public SortedMap<String, JsonNode> byType() {
        var schemas = new TreeMap<String, JsonNode>();
        for (Path type : types()) {
            schemas.put(name(type), Document.read(type.resolve("schema.json")).resolved());
        }
        return schemas;
    }

    public List<Example> examples() {
        return types().stream()
                .flatMap(type -> children(type.resolve("examples")).stream()
                        .map(file -> new Example(
                                name,
                                name(type.resolveSibling("")),
                                name(type),
                                name(file),
                                Document.read(file).content())))
                .toList();
    }

    /** The folders of the event types. */
    public List<Path> types() {
        return children(folder).stream()
                .filter(topic -> name(topic).endsWith(".events"))
                .flatMap(topic -> children(topic).stream())
                .toList();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tests run in the folder of their module, which is one or two levels below. */
    private static Path schemasOfThisRepository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("schemas/released"))) {
                return folder.resolve("schemas");
            }
        }
        throw new IllegalStateException(
                "No folder schemas/released above " + Path.of("").toAbsolutePath());
    }

    /** A golden example: an event as it was published in this release. */
    public record Example(String release, String topic, String type, String name, JsonNode content) {

        @Override
        public String toString() {
            return type + " " + name + " (" + release + ")";
        }
    }
}
