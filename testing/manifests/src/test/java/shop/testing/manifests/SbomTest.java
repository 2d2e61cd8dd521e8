package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/sbom} where scripts take the places of Maven, npm, grype and Docker. */
class SbomTest {

    @TempDir
    private Path folder;

    record Result(int exitCode, String output) {}

    @BeforeEach
    void copyWhatItReads() throws IOException {
        for (String file : List.of(".ci/sbom", "Dockerfile", "storefront/Dockerfile", "compose.yaml")) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.resolveSibling(""));
            Files.copy(Path.of("../..").resolve(file), copy);
        }
        program("mvn", "mkdir -p target; echo '{\"purl\": 1}' >target/bom.json");
        program("npm", "echo '{\"purl\": 1}'");
        program("docker", "exit 1");
    }

    @Test
    void imagesAreListedWithTheirTags() throws Exception {
        run();

        assertThat(Files.readAllLines(folder.resolve("target/sbom/images.txt")))
                .contains("postgres:18", "apache/kafka:4.2.1", "nginx:1.30", "debian:trixie-slim")
                .noneMatch(image -> image.startsWith("shop/"));
    }

    @Test
    void withoutAScannerOrItsDatabaseItSaysThatNothingWasLookedFor() throws Exception {
        assertThat(run().output()).contains("NOTE NO KNOWN VULNERABILITY WAS LOOKED FOR: there is no grype");

        program("grype", "[ $1 != db ]");
        Result noDatabase = run();

        assertThat(noDatabase.output()).contains("NOTE NO KNOWN VULNERABILITY WAS LOOKED FOR: grype has no database");
        assertThat(noDatabase.exitCode()).isZero();
    }

    @Test
    void whatIsFoundFailsAndImagesThatAreNotThereAreNamed() throws Exception {
        program("grype", "case $1 in *storefront.json) exit 1 ;; esac");
        Result found = run();

        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.output())
                .contains("FAILED There are known vulnerabilities")
                .contains("NOTE postgres:18 is not on this machine and was not looked at");

        program("grype", "exit 0");
        assertThat(run().exitCode()).isZero();
    }

    private void program(String name, String script) throws IOException {
        Path file = folder.resolve("programs").resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "#!/bin/bash\n" + script + "\n");
        file.toFile().setExecutable(true);
    }

    private Result run() throws Exception {
        var builder = new ProcessBuilder(folder.resolve(".ci/sbom").toString()).redirectErrorStream(true);
        builder.environment().put("PATH", folder.resolve("programs") + ":/usr/bin:/bin");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
