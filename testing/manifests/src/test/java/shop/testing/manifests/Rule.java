package shop.testing.manifests;

/** Something that has to hold for all that is rendered for an environment. */
@FunctionalInterface
interface Rule {

    void check(Manifests manifests, Findings findings);
}
