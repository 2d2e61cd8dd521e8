package shop.stack;

import java.nio.file.Path;

/**
 * Where a stack lives on disk.
 *
 * @param project the checkout: the Ingress manifest, the documents and the built jars are read from here
 * @param folder everything a stack writes, {@code .shop} in the checkout unless {@code SHOP_HOME} says otherwise; two
 *     stacks with two folders and two ports run side by side
 */
public record StackHome(Path project, Path folder) {

    public StackHome {
        project = project.toAbsolutePath().normalize();
        folder = folder.toAbsolutePath().normalize();
    }

    /** As the script says it: the property {@code shop.project}, and the environment's {@code SHOP_HOME}. */
    public static StackHome fromEnvironment() {
        Path project = Path.of(System.getProperty("shop.project", "."));
        String folder = System.getenv("SHOP_HOME");
        return new StackHome(project, folder == null || folder.isEmpty() ? project.resolve(".shop") : Path.of(folder));
    }

    /** What {@code --fresh} empties and everything else keeps. */
    public Path data() {
        return folder.resolve("data");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    public Path log(String component) {
        return logs().resolve(component + ".log");
    }

    /** Unpacked programs and copies of the built jars: made again when missing. */
    public Path programs() {
        return folder.resolve("programs");
    }

    Path state() {
        return folder.resolve("state.json");
    }
}
