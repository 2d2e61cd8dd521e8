package shop.testing.manifests;

import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whoever connects to a database knows that it is that one: by the endpoint's own name and the authority of RDS. */
final class DatabaseRules implements Rule {

    private static final Map<String, String> HOSTS =
            Map.of("DATABASE_PRIMARY", "primary", "DATABASE_REPLICA", "replica");

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests.workloads().forEach(workload -> {
            addresses(workload)
                    .filter(address -> address.contains("sslmode="))
                    .forEach(address -> findings.expect(
                            address.contains("sslmode=verify-full&sslrootcert=/etc/rds/ca.pem"),
                            workload,
                            "takes any server that has a certificate of RDS"));
            addresses(workload)
                    .filter(address -> address.contains(":5432"))
                    .forEach(address -> findings.expect(
                            HOSTS.keySet().stream().anyMatch(host -> address.contains("$(" + host + "):5432")),
                            workload,
                            "asks for a database by another name than its own"));
            HOSTS.forEach((variable, key) -> host(workload, variable, key, findings));
        });
        JsonNode names = manifests.only("ConfigMap", "databases");
        HOSTS.values()
                .forEach(key -> findings.expect(
                        names.path("data").path(key).asText().endsWith(".rds.amazonaws.com"),
                        names,
                        "has a name for the " + key + " that is not in its certificate"));
        authority(manifests.only("ConfigMap", "rds-ca"), findings);
    }

    /** Kubernetes expands a variable that stands before, and in arguments every one; any other stays as it is written. */
    private static void host(Workload workload, String variable, String key, Findings findings) {
        List<JsonNode> environment = elements(workload.container().path("env")).toList();
        int named = first(
                environment,
                entry -> entry.path("name").asText().equals(variable)
                        && entry.at("/valueFrom/configMapKeyRef/name").asText().equals("databases")
                        && entry.at("/valueFrom/configMapKeyRef/key").asText().equals(key));
        int used = first(environment, entry -> entry.path("value").asText().contains("$(" + variable + ")"));
        boolean argument = elements(workload.container().path("args"))
                .anyMatch(value -> value.asText().contains("$(" + variable + ")"));
        findings.expect(
                (used < 0 || named >= 0 && named < used) && (!argument || named >= 0),
                workload,
                "does not know " + variable + " when it needs it");
    }

    private static int first(List<JsonNode> environment, Predicate<JsonNode> wanted) {
        return environment.indexOf(
                environment.stream().filter(wanted).findFirst().orElse(null));
    }

    private static Stream<String> addresses(Workload workload) {
        return Stream.concat(
                        elements(workload.container().path("env")).map(entry -> entry.path("value")),
                        elements(workload.container().path("args")))
                .map(JsonNode::asText);
    }

    private static void authority(JsonNode map, Findings findings) {
        try {
            Collection<? extends Certificate> roots = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(
                            map.at("/data/ca.pem").asText().getBytes(StandardCharsets.UTF_8)));
            findings.expect(!roots.isEmpty(), map, "has no authority");
            for (Certificate root : roots) {
                ((X509Certificate) root).checkValidity();
            }
        } catch (CertificateException e) {
            findings.finding(map, "has an authority that nobody trusts: " + e.getMessage());
        }
    }
}
