package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods of one kind, as a network policy sees them: made by a workload of ours, or by an operator for us. */
record PodGroup(String name, JsonNode labels, Map<String, String> ports) {

    static final PodGroup UNKNOWN = new PodGroup("unknown", JsonNodeFactory.instance.objectNode(), Map.of());

    static final String CONNECT = "kafka-connect";

    /** Made by hand of k8s/operators/pod.yaml. */
    static final String OPERATORS = "operators";

    static Stream<PodGroup> all(Manifests manifests) {
        Stream<PodGroup> workloads =
                Stream.concat(manifests.workloads().map(PodGroup::of), Stream.of(madeByOperators()));
        return manifests.ofKind("KafkaConnector").findAny().isPresent()
                ? Stream.concat(workloads, Stream.of(madeByStrimzi()))
                : workloads;
    }

    private static PodGroup of(Workload workload) {
        return new PodGroup(
                workload.name(),
                workload.labels(),
                workload.portNames().stream()
                        .collect(Collectors.toMap(
                                name -> name, name -> workload.port(name).orElseThrow())));
    }

    /** The workers of the Connect cluster that our connectors ask for. */
    private static PodGroup madeByStrimzi() {
        var labels = JsonNodeFactory.instance
                .objectNode()
                .put("strimzi.io/cluster", "outbox")
                .put("strimzi.io/kind", "KafkaConnect");
        return new PodGroup(CONNECT, labels, Map.of());
    }

    private static PodGroup madeByOperators() {
        return new PodGroup(OPERATORS, Manifests.operatorsPod().at("/metadata/labels"), Map.of());
    }

    String port(String portName) {
        return Optional.ofNullable(ports.get(portName)).orElse("unknown " + portName);
    }
}
