package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import shop.testing.manifests.NetworkEdge.Direction;

/** All that the network policies of a namespace open, whose default is to deny. */
record NetworkEdges(Manifests manifests) {

    private static final String NAME_OF_NAMESPACE = "kubernetes.io/metadata.name";

    boolean denyByDefault() {
        return manifests
                .ofKind("NetworkPolicy")
                .anyMatch(policy -> policy.at("/spec/podSelector").isEmpty()
                        && Stream.of(Direction.values()).allMatch(direction -> governs(policy, direction))
                        && policy.at("/spec/ingress").isMissingNode()
                        && policy.at("/spec/egress").isMissingNode());
    }

    /** Every rule with each of its peers and each of its ports. */
    Set<NetworkEdge> open() {
        var edges = new TreeSet<NetworkEdge>();
        for (Direction direction : Direction.values()) {
            manifests
                    .ofKind("NetworkPolicy")
                    .filter(policy -> governs(policy, direction))
                    .forEach(policy -> pods(policy.at("/spec/podSelector"))
                            .forEach(pod -> elements(policy.at("/spec/" + direction.rules))
                                    .forEach(rule -> edges(pod, direction, rule).forEach(edges::add))));
        }
        return edges;
    }

    /** Where a policy names no type, it is about ingress, and about egress if it has a rule for it. */
    private static boolean governs(JsonNode policy, Direction direction) {
        JsonNode types = policy.at("/spec/policyTypes");
        return types.isMissingNode()
                ? direction == Direction.INGRESS || policy.at("/spec/egress").isArray()
                : elements(types).anyMatch(type -> type.asText().equals(direction.type));
    }

    private Stream<NetworkEdge> edges(PodGroup pod, Direction direction, JsonNode rule) {
        return peers(rule.path(direction.peers))
                .flatMap(peer -> ports(rule.path("ports"), direction == Direction.INGRESS ? pod : peer.pod())
                        .map(port -> new NetworkEdge(pod.name(), direction, peer.name(), port)));
    }

    /** No list, or an empty one, is everybody. */
    private Stream<Peer> peers(JsonNode peers) {
        return peers.isEmpty()
                ? Stream.of(Peer.named("anywhere"))
                : elements(peers).flatMap(this::peer);
    }

    private Stream<Peer> peer(JsonNode peer) {
        if (peer.has("ipBlock")) {
            JsonNode except = peer.at("/ipBlock/except");
            return Stream.of(Peer.named(
                    "cidr:" + peer.at("/ipBlock/cidr").asText() + (except.isMissingNode() ? "" : " but " + except)));
        }
        if (peer.has("namespaceSelector")) {
            return Stream.of(Peer.named(namespace(peer)));
        }
        if (peer.path("podSelector").isEmpty()) {
            return Stream.of(Peer.named("pod:any"));
        }
        List<PodGroup> found = pods(peer.path("podSelector")).toList();
        return found.isEmpty()
                ? Stream.of(Peer.named("pod:unknown " + peer.path("podSelector")))
                : found.stream().map(pod -> new Peer("pod:" + pod.name(), pod));
    }

    private static String namespace(JsonNode peer) {
        JsonNode labels = peer.at("/namespaceSelector/matchLabels");
        String name = labels.size() == 1 && labels.has(NAME_OF_NAMESPACE)
                ? labels.path(NAME_OF_NAMESPACE).asText()
                : "any " + peer.path("namespaceSelector");
        return "ns:" + name + (peer.has("podSelector") ? " " + peer.path("podSelector") : "");
    }

    /** By number, whatever name the policy uses. */
    private static Stream<String> ports(JsonNode ports, PodGroup target) {
        if (ports.isEmpty()) {
            return Stream.of("any");
        }
        return elements(ports).map(port -> {
            String protocol = port.path("protocol").asText("TCP");
            if (!port.has("port")) {
                return protocol + " any";
            }
            String number = port.path("port").isTextual()
                    ? target.port(port.path("port").asText())
                    : port.path("port").asText();
            return protocol + " " + number + (port.has("endPort") ? "-" + port.path("endPort") : "");
        });
    }

    private Stream<PodGroup> pods(JsonNode selector) {
        return PodGroup.all(manifests).filter(pod -> new PodSelector(selector).matches(pod.labels()));
    }

    private record Peer(String name, PodGroup pod) {

        static Peer named(String name) {
            return new Peer(name, PodGroup.UNKNOWN);
        }
    }
}
