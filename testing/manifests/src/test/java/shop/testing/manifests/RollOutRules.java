package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** A roll-out takes nothing away from shoppers: it drains, hands the relay over, and is one release. */
final class RollOutRules implements Rule {

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.workloads().filter(Workload::isDeployment).forEach(workload -> budget(manifests, workload, findings));
        Program.all().forEach(program -> grace(manifests.deployment(program.deployment()), program, findings));
        oneRelease(manifests, findings);
    }

    private static void budget(Manifests manifests, Workload workload, Findings findings) {
        long budgets = manifests
                .ofKind("PodDisruptionBudget")
                .filter(budget -> new PodSelector(budget.at("/spec/selector")).matches(workload.labels()))
                .count();
        findings.expect(budgets == 1, workload, "has " + budgets + " disruption budgets");
    }

    /** The wait for the load balancer, then what the program may take. */
    private static void grace(Workload workload, Program program, Findings findings) {
        JsonNode preStop = workload.container().at("/lifecycle/preStop/sleep/seconds");
        long needed = preStop.asLong() + program.longestShutdown().toSeconds();
        findings.expect(
                workload.pod().path("terminationGracePeriodSeconds").asLong() >= needed,
                workload,
                "is killed before the " + needed + " s that its shutdown may take");
    }

    /** Who migrates a database has the version of who uses it. */
    private static void oneRelease(Manifests manifests, Findings findings) {
        Map<String, String> first = new HashMap<>();
        manifests.workloads().forEach(workload -> {
            String image = workload.container().path("image").asText();
            String other = first.putIfAbsent(workload.image(), image);
            findings.expect(other == null || other.equals(image), workload, "runs " + image + " beside " + other);
        });
    }
}
