package shop.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static shop.schemas.CompatibilityCheck.breaches;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.schemas.CompatibilityCheck.Breach;
import shop.schemas.CompatibilityCheck.Rule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every rule seen red once, on made-up pairs of schemas. */
class CompatibilityCheckTest {

    private static final String LINES = "{'properties': {'lines': {'type': 'array', 'items': %s}}}";

    static Stream<Arguments> broken() {
        return Stream.of(
                broken("removed", "{'properties': {'a': {}}}", "{'properties': {}}", "$.a", Rule.FIELD_REMOVED),
                broken(
                        "removed two objects down",
                        "{'properties': {'a': {'properties': {'b': {}}}}}",
                        "{'properties': {'a': {'properties': {}}}}",
                        "$.a.b",
                        Rule.FIELD_REMOVED),
                broken(
                        "removed in an array",
                        LINES.formatted("{'properties': {'sku': {}}}"),
                        LINES.formatted("{'properties': {}}"),
                        "$.lines[*].sku",
                        Rule.FIELD_REMOVED),
                broken(
                        "new and required",
                        "{'properties': {}}",
                        "{'properties': {'a': {}}, 'required': ['a']}",
                        "$.a",
                        Rule.REQUIRED_FIELD_ADDED),
                broken(
                        "new and required in an array",
                        LINES.formatted("{'properties': {}}"),
                        LINES.formatted("{'properties': {'sku': {}}, 'required': ['sku']}"),
                        "$.lines[*].sku",
                        Rule.REQUIRED_FIELD_ADDED),
                broken(
                        "required without being described",
                        "{'properties': {}}",
                        "{'properties': {}, 'required': ['a']}",
                        "$.a",
                        Rule.REQUIRED_FIELD_ADDED),
                broken(
                        "optional to required",
                        "{'properties': {'a': {}}}",
                        "{'properties': {'a': {}}, 'required': ['a']}",
                        "$.a",
                        Rule.OPTIONAL_BECAME_REQUIRED),
                broken(
                        "optional to required, nested",
                        "{'properties': {'a': {'properties': {'b': {}}}}}",
                        "{'properties': {'a': {'properties': {'b': {}}, 'required': ['b']}}}",
                        "$.a.b",
                        Rule.OPTIONAL_BECAME_REQUIRED),
                broken(
                        "required to optional",
                        "{'properties': {'a': {}}, 'required': ['a']}",
                        "{'properties': {'a': {}}}",
                        "$.a",
                        Rule.REQUIRED_BECAME_OPTIONAL),
                changed("type", "{'type': 'string'}", "{'type': 'integer'}", Rule.TYPE_CHANGED),
                changed("type narrowed", "{'type': ['string', 'null']}", "{'type': 'string'}", Rule.TYPE_CHANGED),
                changed("type narrowed from any", "{}", "{'type': 'string'}", Rule.TYPE_CHANGED),
                changed("type widened", "{'type': 'integer'}", "{'type': 'number'}", Rule.TYPE_CHANGED),
                broken(
                        "type of elements",
                        LINES.formatted("{'type': 'string'}"),
                        LINES.formatted("{'type': 'integer'}"),
                        "$.lines[*]",
                        Rule.TYPE_CHANGED),
                broken(
                        "elements not described any more",
                        LINES.formatted("{'type': 'string'}"),
                        "{'properties': {'lines': {'type': 'array'}}}",
                        "$.lines[*]",
                        Rule.TYPE_CHANGED),
                changed("enum value gone", "{'enum': ['A', 'B']}", "{'enum': ['A']}", Rule.ENUM_CHANGED),
                changed("enum value new", "{'enum': ['A']}", "{'enum': ['A', 'B']}", Rule.ENUM_CHANGED),
                changed("enum new", "{}", "{'enum': ['A']}", Rule.ENUM_CHANGED),
                changed("const", "{'const': 'A'}", "{'const': 'B'}", Rule.ENUM_CHANGED),
                changed("minimum raised", "{'minimum': 0}", "{'minimum': 1}", Rule.BOUNDS_CHANGED),
                changed("maximum new", "{}", "{'maximum': 10}", Rule.BOUNDS_CHANGED),
                changed("exclusiveMinimum", "{}", "{'exclusiveMinimum': 0}", Rule.BOUNDS_CHANGED),
                changed("exclusiveMaximum", "{}", "{'exclusiveMaximum': 9}", Rule.BOUNDS_CHANGED),
                changed("multipleOf", "{}", "{'multipleOf': 5}", Rule.BOUNDS_CHANGED),
                changed("minLength", "{}", "{'minLength': 1}", Rule.BOUNDS_CHANGED),
                changed("maxLength lowered", "{'maxLength': 9}", "{'maxLength': 8}", Rule.BOUNDS_CHANGED),
                changed("maxLength gone", "{'maxLength': 9}", "{}", Rule.BOUNDS_CHANGED),
                changed("minItems", "{'minItems': 0}", "{'minItems': 1}", Rule.BOUNDS_CHANGED),
                changed("maxItems", "{}", "{'maxItems': 50}", Rule.BOUNDS_CHANGED),
                changed("uniqueItems", "{}", "{'uniqueItems': true}", Rule.BOUNDS_CHANGED),
                changed("pattern new", "{}", "{'pattern': '^[A-Z]$'}", Rule.PATTERN_CHANGED),
                changed("pattern", "{'pattern': 'a'}", "{'pattern': 'b'}", Rule.PATTERN_CHANGED),
                changed("format new", "{}", "{'format': 'uuid'}", Rule.FORMAT_CHANGED),
                changed("format", "{'format': 'date'}", "{'format': 'date-time'}", Rule.FORMAT_CHANGED),
                changed("closed", "{}", "{'additionalProperties': false}", Rule.FIELDS_CLOSED),
                changed("closed by a schema", "{}", "{'additionalProperties': {}}", Rule.FIELDS_CLOSED),
                changed("unknown keyword", "{}", "{'patternProperties': {}}", Rule.KEYWORD_UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void ruleIsRedWithThePathOfTheField(String released, String current, String path, Rule rule) {
        assertThat(breaches(json(released), json(current)))
                .extracting(Breach::path, Breach::rule)
                .containsExactly(tuple(path, rule));
    }

    @Test
    void releasedEventTypeStays() {
        assertThat(breaches(Map.of("order.confirmed.v1", json("{}")), Map.of("order.confirmed.v2", json("{}"))))
                .singleElement()
                .hasToString("order.confirmed.v1 $ EVENT_TYPE_REMOVED: a released event type stays"
                        + " (make a new version beside it)");
    }

    @Test
    void breachNamesEventTypeFieldAndRule() {
        assertThat(breaches(
                        Map.of("order.confirmed.v1", json("{'properties': {'a': {'maximum': 5}}}")),
                        Map.of("order.confirmed.v1", json("{'properties': {'a': {'maximum': 4}}}"))))
                .singleElement()
                .hasToString("order.confirmed.v1 $.a BOUNDS_CHANGED: a field keeps its bounds (maximum was 5, is 4)");
    }

    @Test
    void everyRuleHasBeenSeenRed() {
        Set<Rule> seen = broken().map(pair -> (Rule) Arrays.asList(pair.get()).getLast())
                .collect(Collectors.toCollection(() -> EnumSet.of(Rule.EVENT_TYPE_REMOVED)));
        assertThat(seen).containsExactlyInAnyOrder(Rule.values());
    }

    static Stream<Arguments> compatible() {
        return Stream.of(
                compatible(
                        "nothing changed",
                        "{'properties': {'a': {'minimum': 1}}}",
                        "{'properties': {'a': {'minimum': 1.0}}}"),
                compatible(
                        "optional field new",
                        "{'properties': {}}",
                        "{'properties': {'a': {'type': 'string', 'minLength': 1}}}"),
                compatible(
                        "optional object new whose own fields are required",
                        "{'properties': {}}",
                        "{'properties': {'a': {'properties': {'b': {}}, 'required': ['b']}}}"),
                compatible(
                        "optional field new in an array",
                        LINES.formatted("{'properties': {}}"),
                        LINES.formatted("{'properties': {'sku': {}}}")),
                compatible(
                        "order of names", "{'required': ['a', 'b']," + AB + "}", "{'required': ['b', 'a']," + AB + "}"),
                compatible("texts and marks", "{'description': 'x'}", "{'title': 'y', 'x-personal-data': true}"));
    }

    private static final String AB = "'properties': {'a': {}, 'b': {}}";

    @ParameterizedTest
    @MethodSource("compatible")
    void optionalFieldsTextsAndMarksMayChange(String released, String current) {
        assertThat(breaches(json(released), json(current))).isEmpty();
    }

    private static Arguments broken(String name, String released, String current, String path, Rule rule) {
        return argumentSet(name, released, current, path, rule);
    }

    /** A change of the field {@code a} itself. */
    private static Arguments changed(String name, String released, String current, Rule rule) {
        String field = "{'properties': {'a': %s}}";
        return argumentSet(name, field.formatted(released), field.formatted(current), "$.a", rule);
    }

    private static Arguments compatible(String name, String released, String current) {
        return argumentSet(name, released, current);
    }

    private static JsonNode json(String singleQuoted) {
        return new JsonMapper().readTree(singleQuoted.replace('\'', '"'));
    }
}
