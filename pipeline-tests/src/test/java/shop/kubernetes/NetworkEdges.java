package shop.kubernetes;

import static shop.kubernetes.Manifests.elements;
import static shop.kubernetes.Manifests.name;
import static shop.kubernetes.Manifests.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may talk to whom, by the network policies of a namespace whose default is to deny. */
record NetworkEdges(Manifests manifests) {

    enum Direction {
        INGRESS("Ingress", "ingress", "from"),
        EGRESS("Egress", "egress", "to");

        private final String type;
        private final String rules;
        private final String peers;

        Direction(String type, String rules, String peers) {
            this.type = type;
            this.rules = rules;
            this.peers = peers;
        }
    }

    boolean deniesByDefault() {
        return manifests
                .ofKind("NetworkPolicy")
                .anyMatch(policy -> policy.at("/spec/podSelector").isEmpty()
                        && elements(policy.at("/spec/policyTypes"))
                                .map(JsonNode::asText)
                                .collect(Collectors.toSet())
                                .equals(Set.of("Ingress", "Egress"))
                        && policy.at("/spec/ingress").isMissingNode()
                        && policy.at("/spec/egress").isMissingNode());
    }

    /** Edges between Deployments, as {@code a -> b}, that one end at least allows. */
    Set<String> open(Direction direction) {
        var edges = new TreeSet<String>();
        manifests
                .ofKind("Deployment")
                .forEach(from -> manifests
                        .ofKind("Deployment")
                        .filter(to -> direction == Direction.EGRESS
                                ? allows(direction, from, to)
                                : allows(direction, to, from))
                        .forEach(to -> edges.add(name(from) + " -> " + name(to))));
        return edges;
    }

    private boolean allows(Direction direction, JsonNode governed, JsonNode peer) {
        return rules(direction, governed)
                .filter(rule -> elements(rule.path("ports"))
                        .anyMatch(port -> port.path("port").asText().equals("http")))
                .flatMap(rule -> elements(rule.path(direction.peers)))
                .filter(candidate -> candidate.has("podSelector") && !candidate.has("namespaceSelector"))
                .anyMatch(candidate -> new PodSelector(candidate.path("podSelector")).matches(labels(peer)));
    }

    /** Ports on which a Deployment reaches addresses, or is reached from them. */
    Set<String> portsOfAddresses(Direction direction, JsonNode workload) {
        return rules(direction, workload)
                .filter(rule -> elements(rule.path(direction.peers)).anyMatch(peer -> peer.has("ipBlock")))
                .flatMap(rule -> elements(rule.path("ports")))
                .map(port -> port.path("port").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<JsonNode> rules(Direction direction, JsonNode workload) {
        return manifests
                .ofKind("NetworkPolicy")
                .filter(policy -> elements(policy.at("/spec/policyTypes"))
                        .anyMatch(type -> type.asText().equals(direction.type)))
                .filter(policy -> new PodSelector(policy.at("/spec/podSelector")).matches(labels(workload)))
                .flatMap(policy -> elements(policy.at("/spec/" + direction.rules)));
    }

    private static JsonNode labels(JsonNode workload) {
        return pod(workload).at("/metadata/labels");
    }
}
