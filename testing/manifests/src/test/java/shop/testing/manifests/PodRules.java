package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Pattern;

/** The pod security standard "restricted", a read-only root, no token; bounded resources; pinned images; probes. */
final class PodRules implements Rule {

    private static final Pattern PINNED = Pattern.compile(".+(:(?!latest$)[^:/]+|@sha256:[0-9a-f]{64})");

    /** Liveness asks nothing but the process itself, readiness what it needs. */
    private static final Map<String, String> PROBES_OF_JAVA =
            Map.of("startupProbe", "/livez", "livenessProbe", "/livez", "readinessProbe", "/readyz");

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.workloads().forEach(workload -> {
            pod(workload, findings);
            workload.containers().forEach(container -> {
                security(workload, container, findings);
                resources(workload, container, findings);
            });
            if (workload.isDeployment()) {
                probes(workload, findings);
                tunnel(workload, findings);
            }
        });
    }

    private static void pod(Workload workload, Findings findings) {
        JsonNode security = workload.pod().path("securityContext");
        findings.expect(security.path("runAsNonRoot").asBoolean(), workload, "may run as root");
        findings.expect(
                security.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                workload,
                "has no seccomp profile");
        findings.expect(isFalse(workload.pod().path("automountServiceAccountToken")), workload, "mounts a token");
    }

    private static void security(Workload workload, JsonNode container, Findings findings) {
        JsonNode security = container.path("securityContext");
        findings.expect(isFalse(security.path("allowPrivilegeEscalation")), workload, "may escalate privileges");
        findings.expect(security.path("readOnlyRootFilesystem").asBoolean(), workload, "has a writable root");
        findings.expect(security.at("/capabilities/drop/0").asText().equals("ALL"), workload, "keeps capabilities");
    }

    private static void resources(Workload workload, JsonNode container, Findings findings) {
        findings.expect(PINNED.matcher(container.path("image").asText()).matches(), workload, "has no pinned image");
        JsonNode resources = container.path("resources");
        findings.expect(resources.at("/requests/cpu").isTextual(), workload, "requests no CPU");
        findings.expect(
                resources.at("/limits/memory").isTextual()
                        && resources.at("/limits/memory").equals(resources.at("/requests/memory")),
                workload,
                "requests other memory than its limit");
    }

    private static void probes(Workload workload, Findings findings) {
        PROBES_OF_JAVA.forEach((probe, path) -> {
            JsonNode request = workload.container().path(probe).path("httpGet");
            findings.expect(
                    workload.portNames().contains(request.path("port").asText()),
                    workload,
                    "has no " + probe + " on a port of its own");
            findings.expect(
                    !workload.isJava() || request.path("path").asText().equals(path),
                    workload,
                    "has a " + probe + " that does not ask " + path);
        });
    }

    /** Ready is who has a connection to Cloudflare; a restart does not bring Cloudflare back. */
    private static void tunnel(Workload workload, Findings findings) {
        findings.expect(
                !workload.name().equals("cloudflared")
                        || !workload.container()
                                .at("/livenessProbe/httpGet/path")
                                .asText()
                                .equals("/ready"),
                workload,
                "is restarted when Cloudflare is away");
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.asBoolean();
    }
}
