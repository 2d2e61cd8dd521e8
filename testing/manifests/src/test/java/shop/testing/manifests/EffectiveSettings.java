package shop.testing.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What a service starts with: its {@code application.yaml}, and below it the defaults of the libraries that its pom names. */
final class EffectiveSettings {

    private static final Path PROJECT = Path.of("../..");

    private EffectiveSettings() {}

    /** Placeholders stay as they are. */
    static Properties of(String service) {
        var libraries = new LinkedHashSet<String>();
        collectLibraries(service, libraries);
        Stream<Path> defaults = libraries.stream()
                .map(library -> resources(library).resolve("META-INF/service-defaults.yaml"))
                .filter(Files::exists);
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(Stream.concat(defaults, Stream.of(resources(service).resolve("application.yaml")))
                .map(FileSystemResource::new)
                .toArray(Resource[]::new));
        return Objects.requireNonNull(yaml.getObject());
    }

    private static Path resources(String module) {
        return PROJECT.resolve(module).resolve("src/main/resources");
    }

    private static void collectLibraries(String module, Set<String> libraries) {
        dependencies(PROJECT.resolve(module).resolve("pom.xml"))
                .filter(dependency -> text(dependency, "groupId").equals("shop"))
                .filter(dependency -> !text(dependency, "scope").equals("test"))
                .map(dependency -> text(dependency, "artifactId"))
                .filter(libraries::add)
                .forEach(library -> collectLibraries(library, libraries));
    }

    private static Stream<Element> dependencies(Path pom) {
        try {
            var found = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getElementsByTagName("dependency");
            return IntStream.range(0, found.getLength()).mapToObj(index -> (Element) found.item(index));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(pom + " cannot be read", e);
        }
    }

    private static String text(Element dependency, String name) {
        var found = dependency.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
