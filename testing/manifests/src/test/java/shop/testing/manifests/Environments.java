package shop.testing.manifests;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What is rendered of {@code k8s/}. Without {@code kubectl} its tests are skipped, and say so. */
final class Environments {

    private Environments() {}

    @SuppressWarnings("SystemOut")
    static void assumeThatTheyCanBeRendered() {
        if (!Manifests.canBeRendered()) {
            System.out.println("NOTE The Kubernetes manifests were NOT checked: there is no kubectl on the PATH.");
        }
        Assumptions.assumeTrue(Manifests.canBeRendered(), "there is no kubectl on the PATH");
    }

    /** The overlay, and what is done before it. */
    static Manifests environment(String name) {
        return overlay(name).and(overlay(name + "/preparation"));
    }

    static Manifests overlay(String name) {
        return Manifests.rendered(Path.of("../../k8s/overlays", name));
    }

    /** What is there once, whatever environments there are. */
    static Manifests cluster() {
        return Manifests.rendered(Path.of("../../k8s/cluster"));
    }

    /** An environment with a component that none of ours has. */
    static Manifests variant(String name) {
        return Manifests.rendered(Path.of("src/test/kustomize", name));
    }
}
