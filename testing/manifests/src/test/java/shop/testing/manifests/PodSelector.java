package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;

/** A label selector, as far as the manifests use them. */
record PodSelector(JsonNode selector) {

    /** An empty one matches every pod. */
    boolean matches(JsonNode labels) {
        boolean equal = selector.path("matchLabels").properties().stream()
                .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey())));
        return equal && elements(selector.path("matchExpressions")).allMatch(wanted -> in(wanted, labels));
    }

    private static boolean in(JsonNode wanted, JsonNode labels) {
        if (!wanted.path("operator").asText().equals("In")) {
            throw new IllegalArgumentException("not understood here: " + wanted);
        }
        JsonNode actual = labels.path(wanted.path("key").asText());
        return elements(wanted.path("values")).anyMatch(actual::equals);
    }
}
