package shop.tools.stack;

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

    /** As the script says it: the property {@code shop.project}, and {@code SHOP_HOME} in the environment. */
    public static StackHome fromEnvironment() {
        Path project = Path.of(System.getProperty("shop.project", "."));
        String home = System.getenv("SHOP_HOME");
        return new StackHome(project, home == null || home.isEmpty() ? project.resolve(".shop") : Path.of(home));
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

    /** Unpacked programs, copies of the built jars, and their class archives; made again when missing. */
    public Path programs() {
        return folder.resolve("programs");
    }

    /** Written by the supervisor, see {@link StackState}. */
    public Path stateFile() {
        return folder.resolve("state.properties");
    }

    /** Holds the token that opens the operators' API of every service to the user of this stack; written by the supervisor. */
    public Path opsTokenFile() {
        return data().resolve("ops-token");
    }

    /** Holds the password of PostgreSQL's superuser; written by the supervisor. */
    public Path passwordFile() {
        return data().resolve("password");
    }

    /** Holds the password of one database role, such as {@code order_app}; written by the supervisor. */
    public Path passwordFile(String role) {
        return data().resolve("passwords").resolve(role);
    }
}
