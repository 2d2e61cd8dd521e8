package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Every Service finds pods and a port, and the port is one that the program opens. */
final class ServiceRules implements Rule {

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests
                .ofKind("Service")
                .filter(service -> service.at("/spec/type").asText().equals("ClusterIP"))
                .forEach(service -> targets(manifests, service, findings));
        for (Program program : Program.all()) {
            Workload workload = manifests.deployment(program.deployment());
            opens(workload, "http", program.port(), findings);
            opens(workload, "management", program.managementPort(), findings);
        }
        Workload frontend = manifests.deployment("react-frontend");
        opens(frontend, "http", frontend.setting(manifests, "LISTEN_PORT").orElse("none"), findings);
    }

    private static void targets(Manifests manifests, JsonNode service, Findings findings) {
        List<Workload> selected = manifests.selectedBy(service).toList();
        findings.expect(selected.size() == 1, service, "does not select one Deployment");
        selected.forEach(workload -> elements(service.at("/spec/ports"))
                .forEach(port -> findings.expect(
                        workload.portNames().contains(port.path("targetPort").asText()),
                        service,
                        "targets a port that the pod does not name")));
    }

    private static void opens(Workload workload, String name, String port, Findings findings) {
        findings.expect(
                workload.port(name).filter(port::equals).isPresent(), workload, "opens another " + name + " port");
    }
}
