package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;

/** Where pods run, and who gives way: no node takes all pods of a Deployment with it, none runs what is not made for it. */
final class PlacementRules implements Rule {

    private static final String NODE = "kubernetes.io/hostname";

    private final Set<String> priorities;

    /** @param cluster what all environments share */
    PlacementRules(Manifests cluster) {
        priorities = Set.copyOf(cluster.names("PriorityClass"));
    }

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.workloads().forEach(workload -> {
            findings.expect(
                    workload.pod()
                            .path("nodeSelector")
                            .path("kubernetes.io/arch")
                            .isTextual(),
                    workload,
                    "may run on a processor that its image is not made for");
            findings.expect(
                    priorities.contains(workload.pod().path("priorityClassName").asText()),
                    workload,
                    "has a priority that the cluster does not know");
            if (workload.isDeployment()
                    && workload.manifest().at("/spec/replicas").asInt(2) > 1) {
                findings.expect(
                        elements(workload.pod().path("topologySpreadConstraints"))
                                .anyMatch(constraint -> keepsApart(constraint, workload)),
                        workload,
                        "may have all its pods on one node");
            }
        });
    }

    /** With one node only, the difference between nodes is always zero: so there have to be two. */
    private static boolean keepsApart(JsonNode constraint, Workload workload) {
        return constraint.path("topologyKey").asText().equals(NODE)
                && constraint.path("whenUnsatisfiable").asText().equals("DoNotSchedule")
                && constraint.path("maxSkew").asInt() == 1
                && constraint.path("minDomains").asInt() >= 2
                // A roll-out counts the new pods only.
                && elements(constraint.path("matchLabelKeys"))
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet())
                        .contains("pod-template-hash")
                && new PodSelector(constraint.path("labelSelector")).matches(workload.labels());
    }
}
