package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code k8s/release} in a copy of the manifests. A script takes Docker's place and has pushed everything under one digest. */
class ReleaseTest {

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    @BeforeEach
    void copyTheManifests() throws IOException {
        Environments.assumeThatTheyCanBeRendered();
        Path source = Path.of("../../k8s");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        folder.resolve("k8s").resolve(source.relativize(file).toString()));
            }
        }
        docker("linux/amd64");
    }

    @Test
    void everythingIsPinnedByDigestAndKeepsTheRules() throws Exception {
        assertThat(release("stage", "0.2.0")).isZero();

        Manifests stage = rendered("stage");
        assertThat(stage.workloads().flatMap(Workload::containers))
                .isNotEmpty()
                .allSatisfy(container ->
                        assertThat(container.path("image").asText()).endsWith("@" + DIGEST));
        var findings = new Findings();
        new ImageRules(Contract.facts()).check(stage, findings);
        assertThat(findings.sentences()).isEmpty();
    }

    @Test
    void prodGetsWhatStageRuns() throws Exception {
        assertThat(release("--promote", "stage", "prod")).isEqualTo(1);

        release("stage", "0.2.0");
        assertThat(release("--promote", "stage", "prod")).isZero();

        assertThat(rendered("prod").workloads().flatMap(Workload::containers))
                .allSatisfy(container ->
                        assertThat(container.path("image").asText()).endsWith("@" + DIGEST));
    }

    @Test
    void imageForAnotherProcessorIsRefusedAndNothingIsPinned() throws Exception {
        String before = Files.readString(pins("stage"));
        docker("linux/arm64");

        assertThat(release("stage", "0.2.0")).isEqualTo(1);

        assertThat(pins("stage")).hasContent(before);
    }

    @Test
    void tagThatSaysNoVersionIsRefused() throws Exception {
        assertThat(release("stage", "latest")).isEqualTo(1);
    }

    private Manifests rendered(String environment) {
        Path overlay = folder.resolve("k8s/overlays").resolve(environment);
        return Manifests.rendered(overlay).and(Manifests.rendered(overlay.resolve("preparation")));
    }

    private Path pins(String environment) {
        return folder.resolve("k8s/overlays").resolve(environment).resolve("images/kustomization.yaml");
    }

    private int release(String... arguments) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Stream.concat(Stream.of(folder.resolve("k8s/release").toString()), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().merge("PATH", folder + ":", (path, first) -> first + path);
        return builder.start().waitFor();
    }

    private void docker(String platform) throws IOException {
        Path docker = folder.resolve("docker");
        Files.writeString(docker, """
                #!/bin/sh
                case "$*" in
                    *RepoDigests*) for last; do :; done; echo "${last%%%%:*}@%s" ;;
                    *Architecture*) echo %s ;;
                esac
                """.formatted(DIGEST, platform));
        assertThat(docker.toFile().setExecutable(true)).isTrue();
    }
}
