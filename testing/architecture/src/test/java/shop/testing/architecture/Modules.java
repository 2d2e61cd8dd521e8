package shop.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The modules that a root pom lists, with the compiled main classes of all of them. */
record Modules(List<MavenModule> all, JavaClasses classes) {

    /** @throws IllegalStateException if a module has main sources but no compiled classes: no rule would look at it */
    static Modules of(Path root) throws IOException {
        List<MavenModule> modules =
                listedIn(root.resolve("pom.xml")).stream().map(MavenModule::new).toList();
        for (MavenModule module : modules) {
            if (has(sources(root, module), ".java") && !has(compiled(root, module), ".class")) {
                throw new IllegalStateException(module.folder()
                        + " is not compiled. If nothing depends on it, add it to testing/architecture/pom.xml.");
            }
        }
        List<Path> folders = modules.stream()
                .map(module -> compiled(root, module))
                .filter(Files::isDirectory)
                .toList();
        return new Modules(modules, new ClassFileImporter().importPaths(folders));
    }

    private static Path sources(Path root, MavenModule module) {
        return root.resolve(module.folder()).resolve("src/main/java");
    }

    private static Path compiled(Path root, MavenModule module) {
        return root.resolve(module.folder()).resolve("target/classes");
    }

    private static List<String> listedIn(Path pom) throws IOException {
        try {
            NodeList modules = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getElementsByTagName("module");
            return IntStream.range(0, modules.getLength())
                    .mapToObj(i -> modules.item(i).getTextContent().strip())
                    .toList();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " cannot be read", e);
        }
    }

    private static boolean has(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(ending));
        }
    }

    /** The module whose package a class is in. */
    Optional<MavenModule> of(JavaClass type) {
        return all.stream()
                .filter(module -> module.hasPackage(type.getPackageName()))
                .findFirst();
    }

    /** Classes of such modules. */
    DescribedPredicate<JavaClass> in(Predicate<MavenModule> which) {
        List<String> folders =
                all.stream().filter(which).map(MavenModule::folder).toList();
        return describe(
                "are in " + String.join(", ", folders),
                type -> of(type).filter(which).isPresent());
    }

    /** A class lives in the package of the module in whose folder it was compiled. */
    ArchRule inTheirPackages() {
        return ArchRuleDefinition.classes()
                .should(new ArchCondition<JavaClass>("live in the package of their module's folder") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String file = type.getSource().orElseThrow().getUri().getPath();
                        MavenModule module = all.stream()
                                .filter(one -> file.contains("/" + one.folder() + "/target/classes/"))
                                .findFirst()
                                .orElseThrow();
                        if (!module.hasPackage(type.getPackageName())) {
                            events.add(SimpleConditionEvent.violated(
                                    type,
                                    type.getName() + " is in " + module.folder() + ", not in " + module.packageName()));
                        }
                    }
                });
    }

    /** Of the modules of the shop, those that {@code importers} are import only what they may. */
    ArchRule importing(Predicate<MavenModule> importers, BiPredicate<MavenModule, MavenModule> may) {
        return ArchRuleDefinition.classes()
                .that(in(importers))
                .should(new ArchCondition<JavaClass>("import only what their module may") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        MavenModule importer = of(type).orElseThrow();
                        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                            of(dependency.getTargetClass())
                                    .filter(imported -> !imported.equals(importer) && !may.test(importer, imported))
                                    .ifPresent(_ -> events.add(
                                            SimpleConditionEvent.violated(type, dependency.getDescription())));
                        }
                    }
                });
    }

    /** Puts classes into slices by a name; a class without one is left out. */
    SliceAssignment slicesBy(String description, Function<JavaClass, Optional<String>> name) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return name.apply(type).map(SliceIdentifier::of).orElse(SliceIdentifier.ignore());
            }

            @Override
            public String getDescription() {
                return description;
            }
        };
    }
}
