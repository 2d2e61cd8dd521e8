package shop.build.databasecodegen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * The migrations that a service runs: those of the locations that its {@code application.yaml} names, its own and the
 * libraries', so that the generated code and the running service never differ.
 *
 * @param folders what the locations are on this disk
 */
record ServiceMigrations(List<Path> folders) {

    private static final String CLASSPATH = "classpath:";

    /**
     * @param resources the resource folders of the service, first, and of the libraries whose migrations it may name
     * @throws IllegalArgumentException if a location is in none of them
     */
    static ServiceMigrations of(List<Path> resources) throws IOException {
        return new ServiceMigrations(locations(resources.getFirst().resolve("application.yaml"))
                .map(location -> folder(location, resources))
                .toList());
    }

    private static Stream<String> locations(Path settings) throws IOException {
        Object found = new Yaml().load(Files.readString(settings));
        for (String key : List.of("spring", "flyway", "locations")) {
            found = found instanceof Map<?, ?> map && map.containsKey(key) ? map.get(key) : "classpath:db/migration";
        }
        return found instanceof Collection<?> list
                ? list.stream().map(Object::toString)
                : Arrays.stream(found.toString().split(",")).map(String::strip);
    }

    private static Path folder(String location, List<Path> resources) {
        return resources.stream()
                .filter(_ -> location.startsWith(CLASSPATH))
                .map(folder -> folder.resolve(location.substring(CLASSPATH.length())))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No folder " + location + " below " + resources));
    }

    /** In the words of Flyway. */
    String[] locations() {
        return folders.stream().map(folder -> "filesystem:" + folder).toArray(String[]::new);
    }
}
