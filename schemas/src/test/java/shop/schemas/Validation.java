package shop.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Validates against JSON Schema 2020-12, formats included, without a look at the network. */
final class Validation {

    static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private Validation() {}

    /** @param schema without references */
    static List<Error> errors(JsonNode schema, JsonNode value) {
        return REGISTRY.getSchema(schema).validate(value);
    }
}
