package shop.tools.audit;

/**
 * One offence against an invariant that the watch has seen.
 *
 * @param text begins with the id of what is broken
 */
record Violation(String invariant, String text) {

    @Override
    public String toString() {
        return "VIOLATION " + invariant + " " + text;
    }
}
