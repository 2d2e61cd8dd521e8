package shop.testing.model;

/** @param invariant its name in docs/ARCHITECTURE.md */
record Violation(String invariant, String words) {

    @Override
    public String toString() {
        return invariant + " is broken: " + words;
    }
}
