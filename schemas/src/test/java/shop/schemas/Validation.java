package shop.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Validates against JSON Schema 2020-12, formats included, without using the network. */
final class Validation {

    static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    /** Cached by identity: to compile a schema costs more than a hundred validations. */
    private static final Map<JsonNode, Schema> COMPILED = Collections.synchronizedMap(new IdentityHashMap<>());

    private Validation() {}

    /** @param schema without references */
    static List<Error> errors(JsonNode schema, JsonNode value) {
        return COMPILED.computeIfAbsent(schema, REGISTRY::getSchema).validate(value);
    }
}
