package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One autoscaler a Deployment, which then has no number of its own; consumers by the lag they have; within the quota. */
final class ScalingRules implements Rule {

    private static final Pattern PARTITIONS = Pattern.compile("--partitions (\\d+)");

    @Override
    public void check(Manifests manifests, Findings findings) {
        var scaled = new HashSet<String>();
        scalers(manifests).forEach(scaler -> {
            String target = target(scaler);
            findings.expect(scaled.add(target), scaler, "is the second for " + target);
            findings.expect(
                    manifests.deployment(target).manifest().at("/spec/replicas").isMissingNode(),
                    scaler,
                    "fights with the replicas of " + target);
        });
        scalers(manifests).forEach(scaler -> shrinking(scaler, findings));
        manifests.ofKind("ScaledObject").forEach(scaler -> consumers(manifests, scaler, findings));
        quota(manifests, findings);
    }

    /** A pod that goes takes its warm JVM along, and its partitions move. */
    private static void shrinking(JsonNode scaler, Findings findings) {
        JsonNode behavior = scaler.at(
                Manifests.kind(scaler).equals("ScaledObject")
                        ? "/spec/advanced/horizontalPodAutoscalerConfig/behavior"
                        : "/spec/behavior");
        findings.expect(
                behavior.at("/scaleDown/stabilizationWindowSeconds").asInt() >= 300
                        && behavior.at("/scaleDown/policies/0/value").asInt() == 1,
                scaler,
                "gives up pods at once that it has just made");
        findings.expect(behavior.at("/scaleUp/policies/0/value").asInt() > 0, scaler, "does not say how fast it grows");
    }

    private static void consumers(Manifests manifests, JsonNode scaler, Findings findings) {
        JsonNode most = scaler.at("/spec/maxReplicaCount");
        findings.expect(most.isInt(), scaler, "has no limit of its own");
        findings.expect(most.asInt() <= partitions(manifests), scaler, "allows more pods than partitions");
        Set<String> watched = elements(scaler.at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .map(trigger -> trigger.path("metadata"))
                .map(lag -> lag.path("topic").asText() + " by "
                        + lag.path("consumerGroup").asText())
                .collect(Collectors.toSet());
        Set<String> read = Program.of(target(scaler)).subscriptions();
        findings.expect(watched.equals(read), scaler, "watches " + watched + " instead of " + read);
    }

    /** As many as the Job makes. */
    private static int partitions(Manifests manifests) {
        Matcher found = PARTITIONS.matcher(manifests
                .only("Job", "topics")
                .at("/spec/template/spec/containers/0/args/0")
                .asText());
        if (!found.find()) {
            throw new IllegalArgumentException("the Job that makes the topics does not say with how many partitions");
        }
        return Integer.parseInt(found.group(1));
    }

    /** All autoscalers at their most, a pod more of each Deployment for a roll-out, and the Jobs of the next one. */
    private static void quota(Manifests manifests, Findings findings) {
        JsonNode quota = manifests.only("ResourceQuota", "shop");
        JsonNode hard = quota.at("/spec/hard");
        compare(quota, "pods", hard, manifests.workloads().map(workload -> pods(manifests, workload)), findings);
        compare(quota, "requests.cpu", hard, needs(manifests, "/resources/requests/cpu"), findings);
        compare(quota, "requests.memory", hard, needs(manifests, "/resources/requests/memory"), findings);
        compare(quota, "limits.memory", hard, needs(manifests, "/resources/limits/memory"), findings);
    }

    private static void compare(
            JsonNode quota, String resource, JsonNode hard, Stream<BigDecimal> needs, Findings findings) {
        BigDecimal needed = needs.reduce(BigDecimal.ZERO, BigDecimal::add);
        findings.expect(
                needed.compareTo(amount(hard.path(resource))) <= 0,
                quota,
                "has less " + resource + " than all pods need");
    }

    private static Stream<BigDecimal> needs(Manifests manifests, String resource) {
        return manifests
                .workloads()
                .map(workload -> pods(manifests, workload)
                        .multiply(amount(workload.container().at(resource))));
    }

    /** At its most, and one more for a roll-out. */
    static BigDecimal pods(Manifests manifests, Workload workload) {
        if (!workload.isDeployment()) {
            return BigDecimal.ONE;
        }
        int most = scalers(manifests)
                .filter(scaler -> target(scaler).equals(workload.name()))
                .mapToInt(scaler -> scaler.at("/spec/maxReplicas").asInt()
                        + scaler.at("/spec/maxReplicaCount").asInt())
                .max()
                .orElse(workload.manifest().at("/spec/replicas").asInt());
        return BigDecimal.valueOf(most + 1L);
    }

    private static BigDecimal amount(JsonNode quantity) {
        return quantity.isMissingNode()
                ? BigDecimal.ZERO
                : Quantity.getAmountInBytes(Quantity.parse(quantity.asText()));
    }

    private static Stream<JsonNode> scalers(Manifests manifests) {
        return manifests.ofKind("HorizontalPodAutoscaler", "ScaledObject");
    }

    private static String target(JsonNode scaler) {
        return scaler.at("/spec/scaleTargetRef/name").asText();
    }
}
