package shop.kubernetes;

import static shop.kubernetes.Manifests.elements;
import static shop.kubernetes.Manifests.kind;
import static shop.kubernetes.Manifests.name;
import static shop.kubernetes.Manifests.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import shop.kubernetes.NetworkEdges.Direction;

/** What has to hold for every overlay. Each rule returns its findings: none, or a sentence each. */
final class ManifestRules {

    private static final Pattern PINNED = Pattern.compile(".+(:(?!latest$)[^:/]+|@sha256:[0-9a-f]{64})");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET|KEY|JAAS).*");
    private static final int PARTITIONS = 12;

    private final KnownProperties known;

    ManifestRules(KnownProperties known) {
        this.known = known;
    }

    List<String> findings(Manifests manifests) {
        return Stream.of(
                        containers(manifests),
                        services(manifests),
                        disruptionBudgets(manifests),
                        grace(manifests),
                        variables(manifests),
                        secrets(manifests),
                        network(manifests),
                        ingress(manifests),
                        autoscaling(manifests))
                .flatMap(List::stream)
                .toList();
    }

    /** Pod security standard "restricted", a read-only root, no token; probes where something is served; bounded resources. */
    private static List<String> containers(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.ofKind("Deployment", "Job").forEach(workload -> {
            JsonNode spec = pod(workload).path("spec");
            expect(spec.at("/securityContext/runAsNonRoot").asBoolean(), workload, "may run as root", findings);
            expect(
                    spec.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"),
                    workload,
                    "has no seccomp profile",
                    findings);
            expect(
                    spec.path("automountServiceAccountToken").isBoolean()
                            && !spec.path("automountServiceAccountToken").asBoolean(),
                    workload,
                    "mounts a token",
                    findings);
            elements(spec.path("containers")).forEach(container -> container(workload, container, findings));
        });
        return findings;
    }

    private static void container(JsonNode workload, JsonNode container, List<String> findings) {
        JsonNode security = container.path("securityContext");
        expect(
                security.path("allowPrivilegeEscalation").isBoolean()
                        && !security.path("allowPrivilegeEscalation").asBoolean(),
                workload,
                "may escalate privileges",
                findings);
        expect(security.path("readOnlyRootFilesystem").asBoolean(), workload, "has a writable root", findings);
        expect(security.at("/capabilities/drop/0").asText().equals("ALL"), workload, "keeps capabilities", findings);
        expect(PINNED.matcher(container.path("image").asText()).matches(), workload, "has no pinned image", findings);
        JsonNode resources = container.path("resources");
        expect(!resources.at("/requests/cpu").isMissingNode(), workload, "requests no CPU", findings);
        expect(
                !resources.at("/limits/memory").isMissingNode()
                        && resources.at("/limits/memory").equals(resources.at("/requests/memory")),
                workload,
                "requests other memory than its limit",
                findings);
        if (kind(workload).equals("Deployment")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                expect(
                        portNames(workload)
                                .contains(container
                                        .at("/" + probe + "/httpGet/port")
                                        .asText()),
                        workload,
                        "has no " + probe + " on a port of its own",
                        findings);
            }
        }
    }

    /** Every Service finds pods and a port, and the port is one that the program opens. */
    private static List<String> services(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests
                .ofKind("Service")
                .filter(service -> service.at("/spec/type").asText().equals("ClusterIP"))
                .forEach(service -> {
                    List<JsonNode> selected = manifests
                            .ofKind("Deployment")
                            .filter(workload -> service.at("/spec/selector").properties().stream()
                                    .allMatch(label -> label.getValue()
                                            .equals(pod(workload).at("/metadata/labels/" + label.getKey()))))
                            .toList();
                    expect(selected.size() == 1, service, "does not select one Deployment", findings);
                    selected.forEach(workload -> elements(service.at("/spec/ports"))
                            .forEach(port -> expect(
                                    portNames(workload)
                                            .contains(port.path("targetPort").asText()),
                                    service,
                                    "targets a port that the pod does not name",
                                    findings)));
                });
        for (Program program : Program.all()) {
            JsonNode workload = manifests.only("Deployment", program.deployment());
            expect(port(workload, "http").equals(program.port()), workload, "opens another http port", findings);
            expect(
                    port(workload, "management").equals(program.managementPort()),
                    workload,
                    "opens another management port",
                    findings);
        }
        JsonNode frontend = manifests.only("Deployment", "react-frontend");
        expect(
                port(frontend, "http")
                        .equals(configuration(manifests, frontend)
                                .path("LISTEN_PORT")
                                .asText()),
                frontend,
                "opens another http port",
                findings);
        return findings;
    }

    private static List<String> disruptionBudgets(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.ofKind("Deployment").forEach(workload -> {
            long budgets = manifests
                    .ofKind("PodDisruptionBudget")
                    .filter(budget -> new PodSelector(budget.at("/spec/selector"))
                            .matches(pod(workload).at("/metadata/labels")))
                    .count();
            expect(budgets == 1, workload, "has " + budgets + " disruption budgets", findings);
        });
        return findings;
    }

    /** The wait for the load balancer, then two phases of Spring's shutdown: requests, then consumers and relay. */
    private static List<String> grace(Manifests manifests) {
        var findings = new ArrayList<String>();
        for (Program program : Program.all()) {
            JsonNode workload = manifests.only("Deployment", program.deployment());
            JsonNode spec = pod(workload).path("spec");
            long needed =
                    spec.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong()
                            + 2 * program.longestShutdownPhase().toSeconds();
            expect(
                    spec.path("terminationGracePeriodSeconds").asLong() >= needed,
                    workload,
                    "is killed before the " + needed + " s that its shutdown may take",
                    findings);
        }
        return findings;
    }

    /** A variable that no property takes is a typing error; one that Compose needs is needed here. */
    private List<String> variables(Manifests manifests) {
        var findings = new ArrayList<String>();
        for (Program program : Program.all()) {
            JsonNode workload = manifests.only("Deployment", program.deployment());
            Set<String> given = variables(manifests, workload);
            given.stream()
                    .filter(variable -> !known.has(variable))
                    .forEach(variable -> expect(false, workload, "sets the unknown " + variable, findings));
            program.neededVariables().stream()
                    .filter(variable -> !given.contains(variable))
                    .forEach(variable -> expect(false, workload, "lacks " + variable, findings));
        }
        return findings;
    }

    private static List<String> secrets(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests.ofKind("Secret").forEach(secret -> expect(false, secret, "is a plain secret", findings));
        manifests
                .ofKind("ConfigMap")
                .forEach(map -> map.path("data").fieldNames().forEachRemaining(name -> {
                    expect(!SECRET.matcher(name).matches(), map, "shows " + name, findings);
                }));
        manifests
                .ofKind("Deployment", "Job")
                .forEach(workload -> elements(pod(workload).at("/spec/containers"))
                        .flatMap(container -> elements(container.path("env")))
                        .filter(variable -> variable.has("value"))
                        .map(variable -> variable.path("name").asText())
                        .forEach(name -> expect(!SECRET.matcher(name).matches(), workload, "shows " + name, findings)));
        return findings;
    }

    /** Exactly the calls that are in the code are open, at both ends; addresses only on the ports of what is there. */
    private static List<String> network(Manifests manifests) {
        var findings = new ArrayList<String>();
        var edges = new NetworkEdges(manifests);
        Set<String> wanted = calls(manifests);
        for (Direction direction : Direction.values()) {
            Set<String> open = edges.open(direction);
            if (!open.equals(wanted)) {
                findings.add(direction + " opens " + open + " instead of " + wanted);
            }
        }
        if (!edges.deniesByDefault()) {
            findings.add("what no policy names is not denied");
        }
        manifests.ofKind("Deployment").forEach(workload -> {
            Set<String> ports = edges.portsOfAddresses(Direction.EGRESS, workload);
            Set<String> expected = addressPorts(name(workload));
            expect(ports.equals(expected), workload, "reaches " + ports + " instead of " + expected, findings);
            boolean reached =
                    !edges.portsOfAddresses(Direction.INGRESS, workload).isEmpty();
            expect(
                    reached == backends(manifests).contains(name(workload)),
                    workload,
                    "is " + (reached ? "" : "not ") + "open to the load balancer",
                    findings);
        });
        return findings;
    }

    private static Set<String> calls(Manifests manifests) {
        var calls = new TreeSet<String>();
        for (Program program : Program.all()) {
            program.neighbours().forEach(to -> calls.add(program.deployment() + " -> " + to));
        }
        calls.add("react-frontend -> inventory-api");
        if (manifests.ofKind("Deployment").anyMatch(workload -> name(workload).equals("cloudflared"))) {
            Stream.of("react-frontend", "cart-api", "checkout-api", "order-api")
                    .forEach(to -> calls.add("cloudflared -> " + to));
        }
        return calls;
    }

    private static Set<String> addressPorts(String deployment) {
        return switch (deployment) {
            case "react-frontend" -> Set.of();
            case "cloudflared" -> Set.of("7844");
            default -> Program.of(deployment).usesKafka() ? Set.of("5432", "9096") : Set.of("5432");
        };
    }

    private static List<String> ingress(Manifests manifests) {
        var findings = new ArrayList<String>();
        manifests
                .ofKind("Ingress")
                .forEach(ingress -> elements(ingress.at("/spec/rules/0/http/paths"))
                        .map(path -> path.at("/backend/service"))
                        .forEach(backend -> {
                            JsonNode service = manifests.only(
                                    "Service", backend.path("name").asText());
                            expect(
                                    elements(service.at("/spec/ports"))
                                            .anyMatch(port -> port.path("port").equals(backend.at("/port/number"))),
                                    service,
                                    "has not the port that the Ingress asks for",
                                    findings);
                        }));
        return findings;
    }

    private static Set<String> backends(Manifests manifests) {
        return manifests
                .ofKind("Ingress")
                .flatMap(ingress -> elements(ingress.at("/spec/rules/0/http/paths")))
                .map(path -> path.at("/backend/service/name").asText())
                .collect(Collectors.toSet());
    }

    /** One autoscaler a Deployment, which then has no number of its own; no more consumers than partitions. */
    private static List<String> autoscaling(Manifests manifests) {
        var findings = new ArrayList<String>();
        var scaled = new HashSet<String>();
        manifests.ofKind("HorizontalPodAutoscaler", "ScaledObject").forEach(scaler -> {
            String target = scaler.at("/spec/scaleTargetRef/name").asText();
            expect(scaled.add(target), scaler, "is the second for " + target, findings);
            expect(
                    manifests.only("Deployment", target).at("/spec/replicas").isMissingNode(),
                    scaler,
                    "fights with the replicas of " + target,
                    findings);
            expect(
                    scaler.at("/spec/maxReplicaCount").asInt() <= PARTITIONS,
                    scaler,
                    "allows more pods than partitions",
                    findings);
        });
        return findings;
    }

    private static Set<String> variables(Manifests manifests, JsonNode workload) {
        JsonNode container = pod(workload).at("/spec/containers/0");
        var names = elements(container.path("env"))
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        configuration(manifests, workload).fieldNames().forEachRemaining(names::add);
        elements(container.path("envFrom"))
                .map(source -> source.at("/secretRef/name").asText())
                .filter(secret -> !secret.isEmpty())
                .flatMap(secret ->
                        elements(manifests.only("ExternalSecret", secret).at("/spec/data")))
                .forEach(entry -> names.add(entry.path("secretKey").asText()));
        return names;
    }

    private static JsonNode configuration(Manifests manifests, JsonNode workload) {
        String map = pod(workload)
                .at("/spec/containers/0/envFrom/0/configMapRef/name")
                .asText();
        return manifests.only("ConfigMap", map).path("data");
    }

    private static Set<String> portNames(JsonNode workload) {
        return elements(pod(workload).at("/spec/containers"))
                .flatMap(container -> elements(container.path("ports")))
                .map(port -> port.path("name").asText())
                .collect(Collectors.toSet());
    }

    private static String port(JsonNode workload, String name) {
        return elements(pod(workload).at("/spec/containers/0/ports"))
                .filter(port -> port.path("name").asText().equals(name))
                .map(port -> port.path("containerPort").asText())
                .findFirst()
                .orElse("none");
    }

    private static void expect(boolean holds, JsonNode manifest, String otherwise, List<String> findings) {
        if (!holds) {
            findings.add(kind(manifest) + " " + name(manifest) + " " + otherwise);
        }
    }
}
