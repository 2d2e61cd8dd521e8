package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Connectors survive a kill, have their heartbeats' topics, and run in a cluster that has the memory. */
final class ConnectRules implements Rule {

    /** Without one of them a connector that was killed does not come back, or loses its slot: messaging's KafkaConnectIT. */
    private static final Map<String, String> NEEDED = Map.of(
            "offset.mismatch.strategy", "trust_slot",
            "status.update.interval.ms", "2000",
            "snapshot.mode", "no_data",
            "publication.autocreate.mode", "disabled",
            "database.sslmode", "verify-full");

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.ofKind("KafkaConnector").forEach(connector -> connector(manifests, connector, findings));
    }

    private static void connector(Manifests manifests, JsonNode connector, Findings findings) {
        JsonNode config = connector.at("/spec/config");
        NEEDED.forEach((name, value) ->
                findings.expect(config.path(name).asText().equals(value), connector, "has not " + name + "=" + value));
        String heartbeats =
                "__debezium-heartbeat." + config.path("topic.prefix").asText();
        findings.expect(
                topics(manifests).contains(heartbeats),
                connector,
                "stops after its first batch, because nobody makes the topic " + heartbeats);
        String cluster =
                connector.at("/metadata/labels").path("strimzi.io/cluster").asText();
        List<JsonNode> clusters = manifests
                .ofKind("KafkaConnect")
                .filter(found -> Manifests.name(found).equals(cluster))
                .toList();
        findings.expect(clusters.size() == 1, connector, "has no cluster " + cluster);
        clusters.forEach(found -> {
            JsonNode resources = found.at("/spec/resources");
            findings.expect(
                    resources.at("/limits/memory").isTextual()
                            && resources.at("/limits/memory").equals(resources.at("/requests/memory"))
                            && resources.at("/requests/cpu").isTextual(),
                    found,
                    "gets the namespace's default memory");
        });
    }

    private static List<String> topics(Manifests manifests) {
        return elements(manifests.only("Job", "topics").at("/spec/template/spec/containers/0/env"))
                .filter(variable -> variable.path("name").asText().equals("TOPICS"))
                .flatMap(variable -> List.of(variable.path("value").asText().split("\\s+")).stream())
                .toList();
    }
}
