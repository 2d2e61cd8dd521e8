package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.testing.manifests.Environments.environment;
import static shop.testing.manifests.Environments.overlay;
import static shop.testing.manifests.Environments.variant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every environment keeps every rule. {@link BrokenManifestsTest} shows that each of them can be broken. */
class ManifestsTest {

    private static ManifestRules rules;

    @BeforeAll
    static void readTheCode() throws IOException {
        Environments.assumeThatTheyCanBeRendered();
        rules = ManifestRules.ofTheShop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void environmentKeepsEveryRule(String name) {
        assertThat(rules.findings(environment(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka-connect", "msk-iam", "login"})
    void variantKeepsEveryRule(String name) {
        Manifests manifests = variant(name);
        assertThat(rules.findings(manifests)).isEmpty();
        assertThat(ManifestSchema.findings(manifests)).isEmpty();
        assertThat(manifests.all()).containsAll(overlay("prod/foundation").all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void environmentIsWhatTheApiTakes(String name) {
        Manifests manifests = environment(name);
        assertThat(ManifestSchema.findings(manifests)).isEmpty();
        assertThat(manifests.all())
                .allSatisfy(manifest -> assertThat(
                                manifest.at("/metadata/namespace").asText())
                        .isEqualTo(Manifests.kind(manifest).equals("Namespace") ? "" : name));
    }

    /** It is applied first, and once more with the overlay: it must not go back and forth between the two. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void foundationIsPartOfTheOverlay(String name) {
        assertThat(overlay(name).all())
                .containsAll(overlay(name + "/foundation").all());
    }

    /** Whatever a Job of the preparation names is there before it. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void preparationNeedsTheFoundationOnly(String name) {
        Manifests before = overlay(name + "/foundation").and(overlay(name + "/preparation"));
        assertThat(before.ofKind("ExternalSecret")
                        .map(secret -> secret.at("/spec/secretStoreRef/name").asText()))
                .isSubsetOf(before.names("SecretStore"));
        assertThat(before.workloads()
                        .flatMap(job -> job.pod().findValues("configMap").stream()
                                .map(map -> map.path("name").asText())))
                .hasSize(4)
                .isSubsetOf(before.names("ConfigMap"));
        assertThat(before.workloads()
                        .flatMap(job -> job.pod().findValues("configMapKeyRef").stream()
                                .map(map -> map.path("name").asText())))
                .hasSize(4)
                .isSubsetOf(before.names("ConfigMap"));
        assertThat(new NetworkEdges(before).open())
                .containsAll(new NetworkEdges(environment(name))
                        .open().stream()
                                .filter(edge -> before.hasWorkload(edge.pod()))
                                .toList());
    }

    @Test
    void operatorsPodAsksEveryManagementPortAndMayNothingElse() {
        JsonNode pod = Manifests.operatorsPod();
        JsonNode container = pod.at("/spec/containers/0");

        assertThat(container.at("/env/0/name").asText()).isEqualTo("SHOP_OPS_AT");
        assertThat(container.at("/env/0/value").asText().split(","))
                .containsExactlyInAnyOrderElementsOf(Program.all().stream()
                        .map(program -> program.deployment().replace("-api", "") + "=http://" + program.deployment()
                                + ":" + program.managementPort())
                        .toList());
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
    }

    /** Two environments in one cluster would take turns in changing what both have. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "stage", "prod"})
    void whatIsOncePerClusterIsInNoEnvironment(String name) {
        assertThat(environment(name).all())
                .extracting(Manifests::kind)
                .doesNotContain("IngressClass", "PriorityClass", "ClusterRole", "CustomResourceDefinition");
        assertThat(Environments.cluster().names("IngressClass")).containsExactly("alb");
        assertThat(ManifestSchema.findings(Environments.cluster())).isEmpty();
    }

    @Test
    void developersComeThroughTheTunnelOnly() {
        assertThat(overlay("dev").ofKind("Ingress")).isEmpty();
    }
}
