package shop.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Compares a schema with its released version: within a version only optional fields are added.
 *
 * <p>Both directions are needed, so any other change is a breach, also a relaxation: a replay brings old events to new
 * consumers, a rolling update brings new events to old consumers. Texts and {@code x-} marks may change. A keyword this
 * check does not understand is a breach too, so that nothing slips through. Schemas are given without references.
 */
final class CompatibilityCheck {

    enum Rule {
        FIELD_REMOVED("a released field stays"),
        REQUIRED_FIELD_ADDED("a new field is optional"),
        OPTIONAL_BECAME_REQUIRED("an optional field stays optional: old events leave it out"),
        REQUIRED_BECAME_OPTIONAL("a required field stays required: old consumers rely on it"),
        TYPE_CHANGED("a field keeps its type"),
        ENUM_CHANGED("a field keeps its set of values"),
        BOUNDS_CHANGED("a field keeps its bounds"),
        PATTERN_CHANGED("a field keeps its pattern"),
        FORMAT_CHANGED("a field keeps its format"),
        FIELDS_CLOSED("consumers ignore unknown fields, so an object stays open"),
        KEYWORD_UNKNOWN("the compatibility check has to understand every keyword"),
        EVENT_TYPE_REMOVED("a released event type stays");

        private final String sentence;

        Rule(String sentence) {
            this.sentence = sentence;
        }
    }

    /** @param path JSON path (RFC 9535) of the field in an event */
    record Breach(String path, Rule rule, String detail) {

        @Override
        public String toString() {
            return path + " " + rule + ": " + rule.sentence + " (" + detail + ")";
        }
    }

    private static final Map<String, Rule> FIXED = Map.ofEntries(
            Map.entry("type", Rule.TYPE_CHANGED),
            Map.entry("enum", Rule.ENUM_CHANGED),
            Map.entry("const", Rule.ENUM_CHANGED),
            Map.entry("pattern", Rule.PATTERN_CHANGED),
            Map.entry("format", Rule.FORMAT_CHANGED),
            Map.entry("minimum", Rule.BOUNDS_CHANGED),
            Map.entry("maximum", Rule.BOUNDS_CHANGED),
            Map.entry("exclusiveMinimum", Rule.BOUNDS_CHANGED),
            Map.entry("exclusiveMaximum", Rule.BOUNDS_CHANGED),
            Map.entry("multipleOf", Rule.BOUNDS_CHANGED),
            Map.entry("minLength", Rule.BOUNDS_CHANGED),
            Map.entry("maxLength", Rule.BOUNDS_CHANGED),
            Map.entry("minItems", Rule.BOUNDS_CHANGED),
            Map.entry("maxItems", Rule.BOUNDS_CHANGED),
            Map.entry("uniqueItems", Rule.BOUNDS_CHANGED));

    private static final Set<String> STRUCTURE = Set.of("properties", "required", "items", "additionalProperties");

    private static final Set<String> TEXTS = Set.of("$schema", "title", "description", "examples", "deprecated");

    private final List<Breach> breaches = new ArrayList<>();

    private CompatibilityCheck() {}

    /** @return one entry per breach; empty if old consumers and old events are compatible with the current schema */
    static List<Breach> breaches(JsonNode released, JsonNode current) {
        var check = new CompatibilityCheck();
        check.compare("$", released, current);
        return check.breaches;
    }

    /** As {@link #breaches(JsonNode, JsonNode)}, for event type to schema; the paths begin with the event type. */
    static List<Breach> breaches(Map<String, JsonNode> released, Map<String, JsonNode> current) {
        var all = new ArrayList<Breach>();
        released.forEach((type, schema) -> {
            JsonNode now = current.get(type);
            if (now == null) {
                all.add(new Breach(type + " $", Rule.EVENT_TYPE_REMOVED, "make a new version beside it"));
                return;
            }
            for (Breach breach : breaches(schema, now)) {
                all.add(new Breach(type + " " + breach.path(), breach.rule(), breach.detail()));
            }
        });
        return all;
    }

    private void compare(String path, JsonNode released, JsonNode current) {
        refuseUnknownKeywords(path, released);
        refuseUnknownKeywords(path, current);
        FIXED.forEach((keyword, rule) -> {
            if (!same(released.path(keyword), current.path(keyword))) {
                breach(path, rule, keyword + " was " + told(released, keyword) + ", is " + told(current, keyword));
            }
        });
        compareFields(path, released, current);
        compareItems(path, released.path("items"), current.path("items"));
    }

    private void compareFields(String path, JsonNode released, JsonNode current) {
        JsonNode before = released.path("properties");
        JsonNode now = current.path("properties");
        Set<String> requiredBefore = required(released);
        Set<String> requiredNow = required(current);
        for (String field : before.propertyNames()) {
            if (!now.has(field)) {
                breach(path + "." + field, Rule.FIELD_REMOVED, "it is not there any more");
                continue;
            }
            if (requiredNow.contains(field) && !requiredBefore.contains(field)) {
                breach(path + "." + field, Rule.OPTIONAL_BECAME_REQUIRED, "was optional, is required");
            }
            if (requiredBefore.contains(field) && !requiredNow.contains(field)) {
                breach(path + "." + field, Rule.REQUIRED_BECAME_OPTIONAL, "was required, is optional");
            }
            compare(path + "." + field, before.path(field), now.path(field));
        }
        for (String field : requiredNow) {
            if (!before.has(field)) {
                breach(path + "." + field, Rule.REQUIRED_FIELD_ADDED, "it is new and required");
            }
        }
        JsonNode additional = current.path("additionalProperties");
        if (!additional.isMissingNode() && !(additional.isBoolean() && additional.booleanValue())) {
            breach(path, Rule.FIELDS_CLOSED, "additionalProperties is " + additional);
        }
    }

    private void compareItems(String path, JsonNode released, JsonNode current) {
        if (released.isMissingNode() && current.isMissingNode()) {
            return;
        }
        if (released.isMissingNode() || current.isMissingNode()) {
            breach(path + "[*]", Rule.TYPE_CHANGED, "items were " + released + ", are " + current);
            return;
        }
        compare(path + "[*]", released, current);
    }

    private void refuseUnknownKeywords(String path, JsonNode schema) {
        for (String keyword : schema.propertyNames()) {
            if (!FIXED.containsKey(keyword)
                    && !STRUCTURE.contains(keyword)
                    && !TEXTS.contains(keyword)
                    && !keyword.startsWith("x-")) {
                breach(path, Rule.KEYWORD_UNKNOWN, keyword);
            }
        }
    }

    private static boolean same(JsonNode before, JsonNode now) {
        if (before.isNumber() && now.isNumber()) {
            return before.decimalValue().compareTo(now.decimalValue()) == 0;
        }
        if (before.isArray() && now.isArray()) {
            return texts(before).equals(texts(now));
        }
        return before.equals(now);
    }

    private static Set<String> required(JsonNode schema) {
        return schema.path("required")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode values) {
        return values.valueStream().map(JsonNode::toString).collect(Collectors.toSet());
    }

    private static String told(JsonNode schema, String keyword) {
        return schema.has(keyword) ? schema.path(keyword).toString() : "not set";
    }

    private void breach(String path, Rule rule, String detail) {
        breaches.add(new Breach(path, rule, detail));
    }
}
