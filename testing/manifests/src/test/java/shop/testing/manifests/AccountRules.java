package shop.testing.manifests;

import static shop.testing.manifests.Manifests.annotation;
import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the manifests name outside the cluster is what Terraform makes there. */
final class AccountRules implements Rule {

    private static final String ALB = "alb.ingress.kubernetes.io/";

    private final JsonNode facts;

    /** @param facts of {@link Contract} */
    AccountRules(JsonNode facts) {
        this.facts = facts;
    }

    @Override
    public void check(Manifests manifests, Findings findings) {
        Contract contract = new Contract(facts, manifests.environment());
        databases(manifests, contract, findings);
        connections(manifests, contract, findings);
        secrets(manifests, contract, findings);
        images(manifests, contract, findings);
        entrance(manifests, contract, findings);
    }

    private static void databases(Manifests manifests, Contract contract, Findings findings) {
        Stream.of("primary", "replica").forEach(instance -> {
            JsonNode service = manifests.only("Service", "rds-" + instance);
            String actual = service.at("/spec/externalName").asText();
            findings.expect(
                    actual.equals(contract.databaseName(instance)),
                    service,
                    "leads to " + actual + ", but Terraform names it " + contract.databaseName(instance));
            JsonNode endpoints = manifests.only("ConfigMap", "databases");
            String endpoint = endpoints.path("data").path(instance).asText();
            findings.expect(
                    contract.databaseEndpoint(instance).matcher(endpoint).matches(),
                    endpoints,
                    "has the name of something else for the " + instance + ": " + endpoint);
        });
    }

    private static void connections(Manifests manifests, Contract contract, Findings findings) {
        JsonNode budget = manifests.configMap("connections");
        findings.expect(
                budget.at("/data/max_connections").asText().equals(String.valueOf(contract.maxConnections())),
                budget,
                "plans with other max_connections than Terraform gives the primary: " + contract.maxConnections());
    }

    private static void secrets(Manifests manifests, Contract contract, Findings findings) {
        JsonNode store = manifests.only("SecretStore", "aws-secrets-manager");
        JsonNode aws = store.at("/spec/provider/aws");
        findings.expect(
                aws.path("prefix").asText().equals(contract.secretPrefix())
                        && aws.path("region").asText().equals(contract.region()),
                store,
                "does not look below " + contract.secretPrefix() + " in " + contract.region());
        JsonNode account = manifests.only("ServiceAccount", "external-secrets");
        findings.expect(
                annotation(account, "eks.amazonaws.com/role-arn")
                        .filter(contract.secretRole()::equals)
                        .isPresent(),
                account,
                "does not take the role " + contract.secretRole());
        manifests
                .ofKind("ExternalSecret")
                .forEach(secret -> elements(secret.at("/spec/data"))
                        .map(data -> data.at("/remoteRef/key").asText() + " "
                                + data.at("/remoteRef/property").asText())
                        .filter(wanted -> !contract.secrets().contains(wanted))
                        .forEach(wanted ->
                                findings.finding(secret, "wants a secret that Terraform does not make: " + wanted)));
    }

    private static void images(Manifests manifests, Contract contract, Findings findings) {
        Stream.concat(manifests.workloads().map(Workload::manifest), manifests.ofKind("KafkaConnect"))
                .forEach(manifest -> manifest.findValues("image").stream()
                        .map(JsonNode::asText)
                        .filter(image -> contract.images().stream()
                                .noneMatch(name -> image.matches("\\Q" + contract.registry() + name + "\\E[:@].+")))
                        .forEach(image -> findings.finding(
                                manifest, "pulls from a repository that Terraform does not make: " + image)));
    }

    private static void entrance(Manifests manifests, Contract contract, Findings findings) {
        List<String> hosts = manifests
                .ofKind("Ingress")
                .map(ingress -> ingress.at("/spec/rules/0/host").asText())
                .toList();
        List<String> wanted = contract.host().toList();
        if (!hosts.equals(wanted)) {
            findings.finding("the load balancer answers for " + hosts + ", but Terraform leads " + wanted + " to it");
        }
        hosts.stream()
                .filter(host -> !host.endsWith("." + contract.domain()))
                .forEach(host ->
                        findings.finding("Terraform cannot give the name " + host + " in " + contract.domain()));
        manifests.ofKind("Ingress").forEach(ingress -> {
            named(ingress, "load-balancer-name", contract.name(), findings);
            named(ingress, "security-groups", contract.name() + "-load-balancer", findings);
            from(ingress, "certificate-arn", contract.certificates(), findings);
            from(ingress, "wafv2-acl-arn", contract.firewall(), findings);
            List<String> attributes = Arrays.asList(annotation(ingress, ALB + "load-balancer-attributes")
                    .orElse("")
                    .split(","));
            Stream.of(
                            "deletion_protection.enabled=true",
                            "access_logs.s3.enabled=true",
                            "access_logs.s3.bucket=" + contract.accessLogBucket())
                    .forEach(attribute -> findings.expect(
                            attributes.contains(attribute), ingress, "lacks the attribute " + attribute));
        });
    }

    private static void from(JsonNode ingress, String annotation, String beginning, Findings findings) {
        findings.expect(
                annotation(ingress, ALB + annotation)
                        .filter(value -> value.startsWith(beginning))
                        .isPresent(),
                ingress,
                "has another " + annotation + " than one of " + beginning);
    }

    private static void named(JsonNode ingress, String annotation, String value, Findings findings) {
        findings.expect(
                annotation(ingress, ALB + annotation).filter(value::equals).isPresent(),
                ingress,
                "has not the " + annotation + " " + value);
    }
}
