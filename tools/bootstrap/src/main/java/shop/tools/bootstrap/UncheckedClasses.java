package shop.tools.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Classes that were compiled without Error Prone and NullAway.
 *
 * <p>They are dated 1970, older than any source, so that every other build compiles them again, with the checks. A build
 * without the checks must not do that: for its time they are dated as if they were checked.
 */
final class UncheckedClasses {

    private static final FileTime UNCHECKED = FileTime.fromMillis(0);

    private UncheckedClasses() {}

    /** @param classes a folder; it need not be there */
    static void mark(Path classes) {
        date(classes, file -> true, UNCHECKED);
    }

    /** Takes the mark away from the classes that have it. */
    static void unmark(Path classes, FileTime builtSince) {
        date(classes, UncheckedClasses::isMarked, builtSince);
    }

    /** Whether something in this folder has the mark. */
    static boolean in(Path classes) {
        return classFiles(classes).stream().anyMatch(UncheckedClasses::isMarked);
    }

    private static boolean isMarked(Path file) {
        return Checkout.changed(file).filter(UNCHECKED::equals).isPresent();
    }

    private static void date(Path classes, Predicate<Path> which, FileTime date) {
        try {
            for (Path file : classFiles(classes)) {
                if (which.test(file)) {
                    Files.setLastModifiedTime(file, date);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> classFiles(Path classes) {
        if (!Files.isDirectory(classes)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
