package shop.tools.stack;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a stack lives on disk.
 *
 * @param project the checkout: the Ingress manifest, the documents and the built jars are read from here
 * @param folder everything a stack writes, {@code .shop} in the checkout unless {@code SHOP_HOME} says otherwise; two
 *     stacks with two folders and two ports run side by side
 * @param trains the folder of the stack for which this one is a training; the AOT caches it makes go there
 */
public record StackHome(Path project, Path folder, Optional<Path> trains) {

    public StackHome {
        project = project.toAbsolutePath().normalize();
        folder = folder.toAbsolutePath().normalize();
        trains = trains.map(trained -> trained.toAbsolutePath().normalize());
    }

    public StackHome(Path project, Path folder) {
        this(project, folder, Optional.empty());
    }

    /** As the script says it: the property {@code shop.project}, and the environment's {@code SHOP_HOME} and {@code SHOP_TRAINS}. */
    public static StackHome fromEnvironment() {
        Path project = Path.of(System.getProperty("shop.project", "."));
        return new StackHome(
                project, environment("SHOP_HOME").orElse(project.resolve(".shop")), environment("SHOP_TRAINS"));
    }

    private static Optional<Path> environment(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
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

    /** Unpacked programs, copies of the built jars, and their class archives and AOT caches; made again when missing. */
    public Path programs() {
        return trains.orElse(folder).resolve("programs");
    }

    /** Whether the JVMs of this stack write down what they learn. */
    public boolean training() {
        return trains.isPresent();
    }

    /** Written by the supervisor, see {@link StackState}. */
    public Path stateFile() {
        return folder.resolve("state.properties");
    }

    /** Holds the password of every database role; written by the supervisor. */
    public Path passwordFile() {
        return data().resolve("password");
    }
}
