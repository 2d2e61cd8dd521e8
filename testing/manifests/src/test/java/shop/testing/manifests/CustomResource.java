package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A kind of another project, by the schema of its {@code spec}. Where the schemas are from says the README beside them.
 *
 * @param spec which takes no field that it does not name
 */
record CustomResource(Schema spec) {

    static final Map<String, CustomResource> KNOWN = Map.of(
            "external-secrets.io/v1/ExternalSecret", of("ExternalSecret"),
            "external-secrets.io/v1/SecretStore", of("SecretStore"),
            "kafka.strimzi.io/v1/KafkaConnect", of("KafkaConnect"),
            "kafka.strimzi.io/v1/KafkaConnector", of("KafkaConnector"),
            "keda.sh/v1alpha1/ScaledObject", of("ScaledObject"),
            "keda.sh/v1alpha1/TriggerAuthentication", of("TriggerAuthentication"),
            "monitoring.coreos.com/v1/PodMonitor", of("PodMonitor"));

    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "spec");

    private static CustomResource of(String kind) {
        try (var schema = CustomResource.class.getResourceAsStream(kind + ".json")) {
            return new CustomResource(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema, InputFormat.JSON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> problems(JsonNode manifest) {
        var problems = new ArrayList<>(spec.validate(manifest.path("spec").toString(), InputFormat.JSON).stream()
                .map(Error::toString)
                .toList());
        var others = new TreeSet<String>();
        manifest.fieldNames().forEachRemaining(others::add);
        others.removeAll(FIELDS);
        if (!others.isEmpty()) {
            problems.add("has the unknown " + others);
        }
        return problems;
    }
}
