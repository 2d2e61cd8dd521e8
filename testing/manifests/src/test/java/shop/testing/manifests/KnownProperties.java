package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The properties that the services' typed configuration has, their own and the libraries', by their relaxed names.
 *
 * @param maps whatever begins with one of them is known as well
 */
record KnownProperties(Set<String> names, Set<String> maps) {

    KnownProperties {
        names = Set.copyOf(names);
        maps = Set.copyOf(maps);
    }

    static KnownProperties ofTheServices() throws IOException {
        var names = new HashSet<String>();
        var maps = new HashSet<String>();
        collectLibraries(names, maps);
        collectRecords(names);
        return new KnownProperties(names, maps);
    }

    boolean has(String variable) {
        String name = Program.relaxed(variable);
        return names.contains(name) || maps.stream().anyMatch(name::startsWith);
    }

    private static void collectLibraries(Set<String> names, Set<String> maps) throws IOException {
        var files = ClassUtils.getDefaultClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        for (var file : Collections.list(files)) {
            for (JsonNode property : new ObjectMapper().readTree(file).path("properties")) {
                boolean map = property.path("type").asText().startsWith("java.util.Map");
                (map ? maps : names).add(Program.relaxed(property.path("name").asText()));
            }
        }
    }

    private static void collectRecords(Set<String> names) throws IOException {
        ClassLoader services = new URLClassLoader(Program.classes(), ClassUtils.getDefaultClassLoader());
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.setResourceLoader(new PathMatchingResourcePatternResolver(services));
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var found : scanner.findCandidateComponents("shop")) {
            Class<?> type = ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), services);
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            Arrays.stream(type.getRecordComponents())
                    .forEach(component -> names.add(Program.relaxed(prefix + "." + component.getName())));
        }
    }
}
