package shop.testing.manifests;

import static shop.testing.manifests.Manifests.annotation;
import static shop.testing.manifests.Manifests.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** Images come from our registry alone, as exactly one build; pods notice a secret that was rotated (docs/adr/0043). */
final class ImageRules implements Rule {

    /** A digest, or a whole version: the registry refuses to move either. */
    private static final Pattern ONE_BUILD =
            Pattern.compile(".+(:v?\\d+\\.\\d+\\.\\d+([.-][\\w.-]+)?|@sha256:[0-9a-f]{64})");

    private static final String RELOADER = "reloader.stakater.com/auto";

    private final JsonNode facts;

    /** @param facts of {@link Contract} */
    ImageRules(JsonNode facts) {
        this.facts = facts;
    }

    @Override
    public void check(Manifests manifests, Findings findings) {
        String registry = new Contract(facts, manifests.environment()).registry();
        manifests.workloads().forEach(workload -> {
            workload.containers()
                    .map(container -> container.path("image").asText())
                    .forEach(image -> {
                        findings.expect(image.startsWith(registry), workload, "runs what others publish: " + image);
                        findings.expect(
                                ONE_BUILD.matcher(image).matches(), workload, "runs a tag that may move: " + image);
                    });
            boolean hasSecrets = elements(workload.container().path("envFrom")).anyMatch(from -> from.has("secretRef"))
                    || elements(workload.container().path("env"))
                            .anyMatch(entry -> entry.at("/valueFrom").has("secretKeyRef"))
                    || elements(workload.pod().path("volumes")).anyMatch(volume -> volume.has("secret"));
            findings.expect(
                    !workload.isDeployment()
                            || !hasSecrets
                            || annotation(workload.manifest(), RELOADER)
                                    .filter("true"::equals)
                                    .isPresent(),
                    workload,
                    "keeps a secret that was rotated");
        });
    }
}
