package shop.testing.architecture;

import java.util.Optional;
import java.util.Set;

/**
 * A module of the root pom.
 *
 * @param folder its path from the root, as the pom lists it
 */
record MavenModule(String folder) {

    /** They say what the shop is about. Every other module at the top that is no service is mechanism. */
    private static final Set<String> DOMAIN = Set.of("schemas", "topics");

    /** {@code shop.} and the folder without dashes; a service drops {@code -service}. */
    String packageName() {
        return "shop." + folder.replaceFirst("-service$", "").replace('/', '.').replace("-", "");
    }

    boolean hasPackage(String name) {
        return (name + ".").startsWith(packageName() + ".");
    }

    /** In a service, the first part of a package below the service's own; not the code generated from its database. */
    Optional<String> featureOf(String name) {
        return Optional.of(name)
                .filter(_ -> isService() && hasPackage(name) && !name.equals(packageName()))
                .map(_ -> name.substring(packageName().length() + 1).split("\\.")[0])
                .filter(feature -> !feature.equals("db"));
    }

    boolean isService() {
        return isAtTheTop() && folder.endsWith("-service");
    }

    boolean isDomain() {
        return DOMAIN.contains(folder);
    }

    boolean isMechanism() {
        return isAtTheTop() && !isService() && !isDomain();
    }

    boolean isTool() {
        return folder.startsWith("tools/");
    }

    boolean isTesting() {
        return folder.startsWith("testing/");
    }

    private boolean isAtTheTop() {
        return !folder.contains("/");
    }
}
