package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The modules of the Maven build: who needs whom, as their poms say, and which are older than their sources.
 *
 * <p>A module that was built has a stamp in its {@code target} folder, dated when that build began. It is stale if one of its
 * sources is younger, or a module it needs, or what all modules share.
 */
final class Modules {

    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.+?</dependency>", Pattern.DOTALL);
    private static final Pattern PLUGIN = Pattern.compile("<plugin>.+?</plugin>", Pattern.DOTALL);
    private static final Pattern OURS = Pattern.compile("<groupId>shop</groupId>\\s*<artifactId>(.+?)</artifactId>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.+?)</artifactId>");
    private static final String STAMP = "target/built-by-shop";

    private final Path project;
    /** Folders in the order of the root pom, each with the folders of the modules it needs. */
    private final Map<String, Set<String>> needs = new LinkedHashMap<>();

    Modules(Path project) {
        this.project = project;
        String root = read(project.resolve("pom.xml"));
        Map<String, String> folders = new HashMap<>();
        // An artifact is named like the last folder of its module.
        MODULE.matcher(root).results().map(module -> module.group(1)).forEach(folder -> {
            needs.put(folder, new LinkedHashSet<>());
            folders.put(folder.substring(folder.lastIndexOf('/') + 1), folder);
        });
        Map<String, List<String>> plugins = pluginsOfOurs(root);
        needs.forEach((folder, needed) -> {
            String pom = read(project.resolve(folder, "pom.xml"));
            DEPENDENCY
                    .matcher(pom)
                    .results()
                    .map(MatchResult::group)
                    .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                    .flatMap(Modules::ours)
                    .forEach(artifact -> add(needed, folders, artifact));
            plugins.forEach((plugin, artifacts) -> {
                if (pom.contains("<artifactId>" + plugin + "</artifactId>")) {
                    artifacts.forEach(artifact -> add(needed, folders, artifact));
                }
            });
        });
    }

    /** Plugins that the root pom runs with modules of ours, with these modules. */
    private static Map<String, List<String>> pluginsOfOurs(String root) {
        Map<String, List<String>> plugins = new HashMap<>();
        PLUGIN.matcher(root)
                .results()
                .map(MatchResult::group)
                .forEach(plugin -> ARTIFACT.matcher(plugin)
                        .results()
                        .findFirst()
                        .ifPresent(
                                name -> plugins.put(name.group(1), ours(plugin).toList())));
        return plugins;
    }

    private static Stream<String> ours(String pom) {
        return OURS.matcher(pom).results().map(artifact -> artifact.group(1));
    }

    private static void add(Set<String> needed, Map<String, String> folders, String artifact) {
        Optional.ofNullable(folders.get(artifact)).ifPresent(needed::add);
    }

    /** All of them, as folders. */
    Set<String> all() {
        return needs.keySet();
    }

    /** These modules and all that they need. */
    Set<String> with(Collection<String> modules) {
        Set<String> all = new LinkedHashSet<>();
        for (String module : modules) {
            all.addAll(with(needs.getOrDefault(module, Set.of())));
            all.add(module);
        }
        return all;
    }

    /** Those among these modules, and among what they need, that have to be built. */
    Set<String> stale(Collection<String> modules) {
        Set<String> stale = new LinkedHashSet<>();
        for (String module : with(modules)) {
            Set<String> needed = needs.getOrDefault(module, Set.of());
            Optional<FileTime> stamp = stamp(module);
            if (stamp.isEmpty()
                    || needed.stream().anyMatch(stale::contains)
                    || needed.stream().flatMap(one -> stamp(one).stream()).anyMatch(one -> younger(one, stamp.get()))
                    || Stream.of("pom.xml", ".mvn", module + "/pom.xml", module + "/src/main")
                            .anyMatch(sources -> changedSince(project.resolve(sources), stamp.get()))) {
                stale.add(module);
            }
        }
        return stale;
    }

    /** When the build began that these modules come from. */
    Optional<FileTime> stamp(String module) {
        return Checkout.changed(project.resolve(module, STAMP));
    }

    /** These modules are what their sources were at this moment, or newer. */
    void built(Collection<String> modules, FileTime since) {
        modules.forEach(module -> Checkout.stamp(project.resolve(module, STAMP), since));
    }

    private static boolean changedSince(Path sources, FileTime stamp) {
        if (!Files.exists(sources)) {
            return false;
        }
        // Folders as well: they are younger when something in them was deleted.
        try (Stream<Path> files = Files.walk(sources)) {
            return files.anyMatch(file ->
                    Checkout.changed(file).filter(one -> younger(one, stamp)).isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean younger(FileTime one, FileTime other) {
        return one.compareTo(other) > 0;
    }

    private static String read(Path pom) {
        try {
            return Files.readString(pom);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
