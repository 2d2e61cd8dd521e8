package shop.testing.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What every run begins with, besides the {@link Press}es. */
final class Scenario {

    /** The clock stands still: nothing in the pipeline may depend on it. */
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    static final String MUG = "mug";
    static final String PEN = "pen";

    static final List<String> SKUS = List.of(MUG, PEN);

    static final Map<String, Integer> ON_HAND = Map.of(MUG, 2, PEN, 1);

    private Scenario() {}
}
