package shop.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every overlay keeps every rule, and each rule finds what breaks it. */
class ManifestsTest {

    private static Manifests prod;
    private static ManifestRules rules;

    @BeforeAll
    @SuppressWarnings("SystemOut")
    static void render() throws IOException {
        if (!Manifests.canBeRendered()) {
            System.out.println("NOTE The Kubernetes manifests were NOT checked: there is no kubectl on the PATH.");
        }
        Assumptions.assumeTrue(Manifests.canBeRendered(), "there is no kubectl on the PATH");
        rules = new ManifestRules(KnownProperties.ofTheServices());
        prod = overlay("prod");
    }

    private static Manifests overlay(String name) {
        return Manifests.rendered(Path.of("../k8s/overlays", name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void overlayKeepsEveryRule(String environment) {
        assertThat(rules.findings(overlay(environment))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod", "dev/preparation", "stage/preparation", "prod/preparation"})
    void overlayIsWhatTheApiTakes(String folder) {
        Manifests manifests = overlay(folder);
        assertThat(ManifestSchema.findings(manifests)).isEmpty();
        assertThat(manifests.all())
                .allSatisfy(manifest -> assertThat(
                                manifest.at("/metadata/namespace").asText())
                        .isEqualTo(
                                Manifests.kind(manifest).matches("Namespace|IngressClass")
                                        ? ""
                                        : folder.split("/")[0]));
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                broken(
                        "has a writable root",
                        "Deployment",
                        "cart-api",
                        "/spec/template/spec/containers/0/securityContext",
                        node -> node.put("readOnlyRootFilesystem", false)),
                broken(
                        "may escalate privileges",
                        "Deployment",
                        "cart-api",
                        "/spec/template/spec/containers/0/securityContext",
                        node -> node.remove("allowPrivilegeEscalation")),
                broken(
                        "keeps capabilities",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/containers/0/securityContext",
                        node -> node.remove("capabilities")),
                broken(
                        "may run as root",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/securityContext",
                        node -> node.remove("runAsNonRoot")),
                broken(
                        "has no seccomp profile",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/securityContext",
                        node -> node.remove("seccompProfile")),
                broken(
                        "mounts a token",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec",
                        node -> node.remove("automountServiceAccountToken")),
                broken(
                        "has no livenessProbe",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0",
                        node -> node.remove("livenessProbe")),
                broken(
                        "has no readinessProbe",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0/readinessProbe/httpGet",
                        node -> node.put("port", "htp")),
                broken(
                        "requests other memory than its limit",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0/resources/requests",
                        node -> node.put("memory", "1Gi")),
                broken(
                        "requests no CPU",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0/resources/requests",
                        node -> node.remove("cpu")),
                broken(
                        "has no pinned image",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0",
                        node -> node.put("image", "registry.company.com:443/shop/checkout-service")),
                broken(
                        "has no pinned image",
                        "Deployment",
                        "checkout-api",
                        "/spec/template/spec/containers/0",
                        node -> node.put("image", "checkout-service:latest")),
                broken(
                        "does not select one Deployment",
                        "Service",
                        "order-api",
                        "/spec/selector",
                        node -> node.put("app", "orders-api")),
                broken(
                        "targets a port that the pod does not name",
                        "Service",
                        "order-api",
                        "/spec/ports/0",
                        node -> node.put("targetPort", "web")),
                broken(
                        "opens another http port",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/containers/0/ports/0",
                        node -> node.put("containerPort", 8081)),
                broken(
                        "has not the port that the Ingress asks for",
                        "Service",
                        "react-frontend",
                        "/spec/ports/0",
                        node -> node.put("port", 8080)),
                broken(
                        "has 0 disruption budgets",
                        "PodDisruptionBudget",
                        "cart-api",
                        "/spec/selector/matchLabels",
                        node -> node.put("app", "cart")),
                broken(
                        "is killed before the 75 s",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec",
                        node -> node.put("terminationGracePeriodSeconds", 30)),
                brokenList(
                        "sets the unknown SHOP_ORDER_REPLIKA_URL",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/containers/0/env",
                        list -> list.addObject().put("name", "SHOP_ORDER_REPLIKA_URL")),
                brokenList(
                        "lacks SHOP_ORDER_REPLICA_URL",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/containers/0/env",
                        list -> list.removeAll()),
                brokenList(
                        "lacks SHOP_RELAY_PASSWORD",
                        "ExternalSecret",
                        "checkout-api",
                        "/spec/data",
                        list -> list.remove(1)),
                brokenList(
                        "shows SHOP_RELAY_PASSWORD",
                        "Deployment",
                        "order-api",
                        "/spec/template/spec/containers/0/env",
                        list -> list.addObject()
                                .put("name", "SHOP_RELAY_PASSWORD")
                                .put("value", "x")),
                broken("is a plain secret", "PodMonitor", "shop", "", node -> node.put("kind", "Secret")),
                broken(
                        "EGRESS opens",
                        "NetworkPolicy",
                        "checkout-api-to-cart-api",
                        "/spec/egress/0/to/0/podSelector/matchLabels",
                        node -> node.put("app", "inventory-api")),
                brokenList(
                        "INGRESS opens",
                        "NetworkPolicy",
                        "to-inventory-api",
                        "/spec/ingress/0/from",
                        list -> list.addObject().putObject("podSelector")),
                brokenList(
                        "what no policy names is not denied",
                        "NetworkPolicy",
                        "default-deny",
                        "/spec/policyTypes",
                        list -> list.remove(1)),
                brokenList(
                        "reaches [22, 5432]",
                        "NetworkPolicy",
                        "to-rds",
                        "/spec/egress/0/ports",
                        list -> list.addObject().put("port", 22)),
                brokenList(
                        "is open to the load balancer",
                        "NetworkPolicy",
                        "from-load-balancer",
                        "/spec/podSelector/matchExpressions/0/values",
                        list -> list.add("inventory-api")),
                broken(
                        "allows more pods than partitions",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.put("maxReplicaCount", 13)),
                broken("fights with the replicas", "Deployment", "order-api", "/spec", node -> node.put("replicas", 2)),
                broken(
                        "is the second for cart-api",
                        "HorizontalPodAutoscaler",
                        "checkout-api",
                        "/spec/scaleTargetRef",
                        node -> node.put("name", "cart-api")));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void eachRuleFindsWhatBreaksIt(String finding, Consumer<Manifests> breakage) {
        Manifests broken = prod.copy();
        breakage.accept(broken);
        assertThat(rules.findings(broken)).anySatisfy(found -> assertThat(found).contains(finding));
    }

    static Stream<Arguments> mistypes() {
        return Stream.of(
                broken("replicaz", "Deployment", "cart-api", "/spec", node -> node.put("replicaz", 2)),
                broken(
                        "to `java.lang.Long` value",
                        "Deployment",
                        "cart-api",
                        "/spec/template/spec",
                        node -> node.put("terminationGracePeriodSeconds", "90")),
                brokenList(
                        "to `java.lang.String` value",
                        "Deployment",
                        "cart-api",
                        "/spec/template/spec/containers/0/env",
                        list -> list.addObject()
                                .put("name", "SPRING_FLYWAY_ENABLED")
                                .put("value", false)),
                broken(
                        "is not known here",
                        "Deployment",
                        "cart-api",
                        "",
                        node -> node.put("apiVersion", "apps/v1beta1")));
    }

    @ParameterizedTest
    @MethodSource("mistypes")
    void whatTheApiDoesNotTakeIsFound(String finding, Consumer<Manifests> breakage) {
        Manifests broken = prod.copy();
        breakage.accept(broken);
        assertThat(ManifestSchema.findings(broken)).singleElement().asString().contains(finding);
    }

    @Test
    void developersComeThroughTheTunnelOnly() {
        assertThat(overlay("dev").ofKind("Ingress")).isEmpty();
    }

    private static Arguments broken(
            String finding, String kind, String name, String pointer, Consumer<ObjectNode> breakage) {
        return arguments(finding, (Consumer<Manifests>) manifests ->
                breakage.accept((ObjectNode) manifests.only(kind, name).at(pointer)));
    }

    private static Arguments brokenList(
            String finding, String kind, String name, String pointer, Consumer<ArrayNode> breakage) {
        return arguments(finding, (Consumer<Manifests>) manifests ->
                breakage.accept((ArrayNode) manifests.only(kind, name).at(pointer)));
    }
}
