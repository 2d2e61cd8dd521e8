package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code infra/contract.json}, from which Terraform makes what an environment stands on: its addresses, ports, names and secrets.
 */
record Contract(JsonNode all, String environment) {

    /** The file as it is. */
    static JsonNode facts() {
        try {
            return Manifests.yaml(Files.readString(Path.of("../../infra/contract.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String port(String name) {
        return "TCP " + all.path("ports").path(name).asText();
    }

    int maxConnections() {
        return all.path("max_connections").asInt();
    }

    String publicSubnets() {
        return all.at("/network/public").asText();
    }

    String databases() {
        return own().path("databases").asText();
    }

    String brokers() {
        return own().path("brokers").asText();
    }

    String region() {
        return all.path("region").asText();
    }

    /** Beginning of the names of what the environment has in the account. */
    String name() {
        return all.path("name").asText() + "-" + environment;
    }

    String databaseName(String instance) {
        return name() + "-" + instance + "." + all.path("database_zone").asText();
    }

    /** The name that is in the instance's certificate; a part of it is chosen by AWS. */
    Pattern databaseEndpoint(String instance) {
        return Pattern.compile(
                "\\Q" + name() + "-" + instance + "\\E\\.[a-z0-9]+\\.\\Q" + region() + "\\E\\.rds\\.amazonaws\\.com");
    }

    /** Nothing if the environment is open to nobody, and so has no load balancer. */
    Stream<String> host() {
        return own().path("open_to").isEmpty()
                ? Stream.empty()
                : Stream.of(own().path("host").asText());
    }

    String domain() {
        return all.path("domain").asText();
    }

    String accessLogBucket() {
        return name() + "-access-logs-" + account();
    }

    /** Beginning of the ARNs of certificates. */
    String certificates() {
        return "arn:aws:acm:" + region() + ":" + account() + ":certificate/";
    }

    /** Beginning of the ARN of the firewall; its end is chosen by AWS. */
    String firewall() {
        return "arn:aws:wafv2:" + region() + ":" + account() + ":regional/webacl/" + name() + "/";
    }

    String secretPrefix() {
        return all.path("name").asText() + "/" + environment + "/";
    }

    String secretRole() {
        return "arn:aws:iam::" + account() + ":role/" + name() + "-secrets";
    }

    /** Where all images come from, up to the name of the repository. */
    String registry() {
        return all.path("registry").asText() + "/" + all.path("name").asText() + "/";
    }

    List<String> images() {
        return texts("images");
    }

    /** What {@code infra/modules/secrets} makes, each as {@code secret property}. */
    Set<String> secrets() {
        var secrets = new TreeSet<>(Set.of(
                "session key",
                "database/auditor password",
                "msk brokers",
                "msk brokers_iam",
                "msk admin_client_properties",
                "msk audit_client_properties",
                "msk connect_password",
                "msk keda_username",
                "msk keda_password"));
        texts("databases").forEach(database -> {
            secrets.add("database/" + database + " app");
            secrets.add("database/" + database + " owner");
        });
        texts("relays").forEach(relay -> {
            secrets.add("database/" + relay + " relay");
            secrets.add("msk jaas_" + relay);
        });
        if (host().findAny().isEmpty()) {
            secrets.add("tunnel token");
        }
        return secrets;
    }

    private JsonNode own() {
        return all.path("environments").path(environment);
    }

    private String account() {
        return all.path("account").asText();
    }

    private List<String> texts(String list) {
        return Manifests.elements(all.path(list)).map(JsonNode::asText).toList();
    }
}
