package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The pages of the shop, which npm builds and checks. */
final class Storefront {

    /** Not what the pages are made of. */
    private static final Set<String> NO_SOURCES =
            Set.of("node_modules", "dist", "dist-console", "generated", "e2e", "test-results", "coverage");

    private final Checkout checkout;
    private final Path folder;

    Storefront(Checkout checkout) {
        this.checkout = checkout;
        this.folder = checkout.project().resolve("storefront");
    }

    boolean stale() {
        // Built last.
        Optional<FileTime> built = Checkout.changed(folder.resolve("dist-console/console.html"));
        return built.isEmpty()
                || hasYounger(folder, built.get())
                || hasYounger(checkout.project().resolve("schemas/src/main/resources/openapi"), built.get());
    }

    void build() {
        Prerequisites.needNode();
        install();
        Console.say("Building the storefront ...");
        script("build");
    }

    /** Everything that is checked without a shop, and the build. */
    void check() {
        install();
        for (String check : List.of("format:check", "lint", "typecheck", "test", "build")) {
            Console.say("Storefront: " + check);
            script(check);
        }
    }

    /**
     * Drives a browser against a shop that runs.
     *
     * @return npm's exit code
     */
    int endToEnd(Map<String, String> environment) {
        return Child.run(folder, environment, List.of("npm", "run", "--silent", "e2e"), Console::result);
    }

    private void install() {
        Optional<FileTime> installed = Checkout.changed(folder.resolve("node_modules/.package-lock.json"));
        FileTime wanted = Checkout.changed(folder.resolve("package-lock.json")).orElseThrow();
        if (installed.isEmpty() || wanted.compareTo(installed.get()) > 0) {
            Console.say("Installing what the storefront is built with ...");
            Path log = checkout.newLog("storefront-install");
            if (Child.run(folder, Map.of(), List.of("npm", "ci"), log) != 0) {
                throw new Refusal("npm ci failed in " + folder + ". Its last lines:" + Console.lastLines(log, 15));
            }
        }
    }

    /** Runs a script of the package.json. */
    private void script(String name) {
        Path log = checkout.newLog("storefront-" + name.replace(':', '-'));
        if (Child.run(folder, Map.of(), List.of("npm", "run", "--silent", name), log) != 0) {
            throw new Refusal("The storefront's " + name + " failed. Its last lines:" + Console.lastLines(log, 25)
                    + "\nAll of it: " + log);
        }
    }

    private static boolean hasYounger(Path sources, FileTime than) {
        List<Path> younger = new ArrayList<>();
        try {
            Files.walkFileTree(sources, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return NO_SOURCES.contains(directory.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.lastModifiedTime().compareTo(than) > 0) {
                        younger.add(file);
                        return FileVisitResult.TERMINATE;
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !younger.isEmpty();
    }
}
