package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * All that may connect to the primary at the same time fits into its {@code max_connections}: every autoscaler at its maximum, in
 * the middle of a roll-out. The numbers are in {@code k8s/base/connections.env} and nowhere else.
 */
final class ConnectionRules implements Rule {

    private static final String POOL = "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE";

    /** One that migrates, and one that holds the lock. */
    private static final int FLYWAY = 2;

    @Override
    public void check(Manifests manifests, Findings findings) {
        JsonNode budget = manifests.configMap("connections");
        int needed = number(budget, "reserved") + number(budget, "operators") + number(budget, "audit");
        for (Program program : Program.all()) {
            Workload workload = manifests.deployment(program.deployment());
            findings.expect(
                    poolIsOf(workload, budget),
                    workload,
                    "takes the size of its pool from another place than the budget");
            int perPod = number(budget, program.deployment()) + (program.relays() ? number(budget, "relay") : 0);
            needed += ScalingRules.pods(manifests, workload).intValue() * perPod;
        }
        needed += manifests
                .workloads()
                .filter(workload -> !workload.isDeployment())
                .filter(workload -> workload.program().isPresent())
                .mapToInt(job -> FLYWAY
                        + job.setting(manifests, POOL).map(Integer::parseInt).orElse(Program.DEFAULT_POOL))
                .sum();
        int most = number(budget, "max_connections");
        findings.expect(needed <= most, budget, "has " + most + " connections, and all pods may open " + needed);
    }

    private static boolean poolIsOf(Workload workload, JsonNode budget) {
        Optional<JsonNode> pool = elements(workload.container().path("env"))
                .filter(variable -> variable.path("name").asText().equals(POOL))
                .map(variable -> variable.at("/valueFrom/configMapKeyRef"))
                .findFirst();
        return pool.filter(source -> source.path("name").asText().equals(Manifests.name(budget)))
                .filter(source -> source.path("key").asText().equals(workload.name()))
                .isPresent();
    }

    private static int number(JsonNode budget, String key) {
        JsonNode value = budget.path("data").path(key);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("connections.env says nothing of " + key);
        }
        return new BigDecimal(value.asText()).intValueExact();
    }
}
