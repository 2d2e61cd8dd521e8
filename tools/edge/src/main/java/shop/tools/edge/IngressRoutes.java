package shop.tools.edge;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The routes of an Ingress manifest: path to Kubernetes Service, the longest path first.
 *
 * <p>As Kubernetes defines it, {@code Prefix} matches whole path elements ({@code /cart} matches {@code /cart/api} and not
 * {@code /carts}) and {@code Exact} the path itself. Hosts are ignored: this machine has one.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types">Path types</a>
 */
final class IngressRoutes {

    private final List<Route> routes;

    private IngressRoutes(List<Route> routes) {
        this.routes = routes.stream()
                .sorted(Comparator.comparing(Route::exact)
                        .reversed()
                        .thenComparing(route -> route.path().length(), Comparator.reverseOrder()))
                .toList();
    }

    /**
     * One line of the manifest.
     *
     * @param port the Service's, 80 if the manifest names none
     */
    record Route(String path, boolean exact, String service, int port) {

        boolean matches(String requested) {
            if (exact) {
                return requested.equals(path);
            }
            String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return requested.equals(prefix) || requested.startsWith(prefix + "/");
        }
    }

    /** @throws IllegalStateException if the file is missing or is no Ingress manifest */
    static IngressRoutes read(Path manifest) {
        try (Reader reader = Files.newBufferedReader(manifest)) {
            return parse(reader);
        } catch (IOException e) {
            throw new IllegalStateException("The Ingress manifest cannot be read: " + manifest, e);
        } catch (ClassCastException | IllegalArgumentException e) {
            throw new IllegalStateException("This is no Ingress manifest: " + manifest + ": " + e.getMessage(), e);
        }
    }

    static IngressRoutes parse(Reader reader) {
        List<Route> routes = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
            if (document instanceof Map<?, ?> manifest && "Ingress".equals(manifest.get("kind"))) {
                for (Object rule : list(manifest, "spec", "rules")) {
                    list(rule, "http", "paths").forEach(path -> routes.add(route(path)));
                }
            }
        }
        if (routes.isEmpty()) {
            throw new IllegalArgumentException("it names no path");
        }
        return new IngressRoutes(routes);
    }

    /** The Kubernetes Service for a path, if any route leads somewhere. */
    Optional<String> serviceFor(String path) {
        return routes.stream()
                .filter(route -> route.matches(path))
                .map(Route::service)
                .findFirst();
    }

    List<Route> inOrder() {
        return routes;
    }

    private static Route route(Object path) {
        String type = text(path, "pathType");
        if (!type.equals("Prefix") && !type.equals("Exact")) {
            throw new IllegalArgumentException("pathType " + type + " depends on the controller; use Prefix or Exact");
        }
        return new Route(
                text(path, "path"),
                type.equals("Exact"),
                text(path, "backend", "service", "name"),
                at(path, "backend", "service", "port", "number") instanceof Integer port ? port : 80);
    }

    private static List<?> list(Object from, String... keys) {
        return at(from, keys) instanceof List<?> found ? found : List.of();
    }

    private static String text(Object from, String... keys) {
        if (at(from, keys) instanceof String found) {
            return found;
        }
        throw new IllegalArgumentException("a path lacks " + String.join(".", keys));
    }

    private static @Nullable Object at(Object from, String... keys) {
        Object here = from;
        for (String key : keys) {
            Object next = here instanceof Map<?, ?> map ? map.get(key) : null;
            if (next == null) {
                return null;
            }
            here = next;
        }
        return here;
    }
}
