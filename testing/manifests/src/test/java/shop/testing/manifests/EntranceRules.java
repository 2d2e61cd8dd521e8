package shop.testing.manifests;

import static shop.testing.manifests.Manifests.annotation;
import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;

/** The ways in from outside: the load balancer and, for developers, the tunnel. Both lead to the same places. */
final class EntranceRules implements Rule {

    private static final String ALB = "alb.ingress.kubernetes.io/";

    private final JsonNode ingress;

    /** @param ingress of the base, which also says where the tunnel leads to */
    EntranceRules(JsonNode ingress) {
        this.ingress = ingress;
    }

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.ofKind("Ingress").forEach(balancer -> {
            timing(balancer, findings);
            guard(balancer, findings);
            manifests.backends(balancer).forEach(backend -> backend(manifests, backend, findings));
        });
        manifests
                .ofKind("ConfigMap")
                .filter(map -> Manifests.name(map).startsWith("cloudflared"))
                .forEach(map -> tunnel(map, findings));
    }

    /** Elastic Load Balancing refuses a target group whose health checks may overlap. */
    private static void timing(JsonNode ingress, Findings findings) {
        String interval =
                annotation(ingress, ALB + "healthcheck-interval-seconds").orElse("15");
        String timeout =
                annotation(ingress, ALB + "healthcheck-timeout-seconds").orElse("5");
        findings.expect(
                Integer.parseInt(timeout) < Integer.parseInt(interval),
                ingress,
                "has health checks that take " + timeout + " s, every " + interval + " s");
    }

    private static void guard(JsonNode ingress, Findings findings) {
        findings.expect(
                annotation(ingress, ALB + "wafv2-acl-arn")
                        .filter(arn -> arn.startsWith("arn:aws:wafv2:"))
                        .isPresent(),
                ingress,
                "has no firewall before it");
        List<String> attributes = List.of(
                annotation(ingress, ALB + "load-balancer-attributes").orElse("").split(","));
        findings.expect(
                attributes.contains("access_logs.s3.enabled=true")
                        && attributes.stream().anyMatch(attribute -> attribute.startsWith("access_logs.s3.bucket=")),
                ingress,
                "keeps no access log");
        findings.expect(attributes.contains("deletion_protection.enabled=true"), ingress, "may be deleted by mistake");
        findings.expect(
                attributes.contains("idle_timeout.timeout_seconds=120"), ingress, "cuts the streams of live status");
    }

    private static void backend(Manifests manifests, JsonNode backend, Findings findings) {
        JsonNode service = manifests.only("Service", backend.path("name").asText());
        findings.expect(
                elements(service.at("/spec/ports"))
                        .anyMatch(port -> port.path("port").equals(backend.at("/port/number"))),
                service,
                "has not the port that the Ingress asks for");
        findings.expect(
                elements(service.at("/spec/ports"))
                        .filter(port -> port.path("port").equals(backend.at("/port/number")))
                        .noneMatch(port -> port.path("targetPort").asText().equals("management")),
                service,
                "leads outsiders to a management port");
        manifests.selectedBy(service).forEach(workload -> {
            String path =
                    workload.container().at("/readinessProbe/httpGet/path").asText();
            findings.expect(
                    annotation(service, ALB + "healthcheck-path")
                            .filter(path::equals)
                            .isPresent(),
                    service,
                    "is not checked by the load balancer where its pods say that they are ready");
        });
    }

    /** The longest prefix of an Ingress counts, by whole segments; of a tunnel the first regular expression. */
    private void tunnel(JsonNode map, Findings findings) {
        JsonNode rules = Manifests.yaml(map.at("/data/config.yaml").asText()).path("ingress");
        List<String> actual = elements(rules)
                .map(rule ->
                        rule.path("path").asText() + " " + rule.path("service").asText())
                .toList();
        List<String> wanted = elements(ingress.at("/spec/rules/0/http/paths"))
                .sorted(Comparator.comparingInt(
                        path -> -path.path("path").asText().length()))
                .map(path -> regex(path.path("path").asText()) + " " + address(path.at("/backend/service")))
                .toList();
        findings.expect(actual.equals(wanted), map, "leads to " + actual + " instead of " + wanted);
    }

    private static String regex(String prefix) {
        return prefix.equals("/") ? "" : "^" + prefix + "(/|$)";
    }

    private static String address(JsonNode backend) {
        return "http://" + backend.path("name").asText() + ":"
                + backend.at("/port/number").asText();
    }
}
