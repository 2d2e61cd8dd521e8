package shop.tools.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script's search for a JDK, in a world of made-up folders. */
class JdkSearchTest {

    @TempDir
    private Path world;

    private final Map<String, String> environment = new TreeMap<>();

    @Test
    void javaHomeWins() throws Exception {
        jdk("usual/jdk-25", "25.0.1");
        Path chosen = jdk("my own/jdk 26", "26");
        environment.put("JAVA_HOME", chosen.toString());
        assertThat(found()).isEqualTo(chosen);
    }

    @Test
    void olderJavaHomeIsPassedOver() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "21.0.4").toString());
        Path recent = jdk("usual/jdk-25", "25.0.3");
        assertThat(found()).isEqualTo(recent);
    }

    @Test
    void javaOfThePathIsFoundThroughItsLink() throws Exception {
        Path jdk = jdk("somewhere/jdk-25", "25.0.3");
        Files.createSymbolicLink(bin().resolve("java"), jdk.resolve("bin/java"));
        assertThat(found()).isEqualTo(jdk);
    }

    @Test
    void versionManagersAreSearched() throws Exception {
        assertThat(found()).isNull();
        Path asdf = jdk("home/.asdf/installs/java/temurin-27", "27.0.1");
        assertThat(found()).isEqualTo(asdf);
        Path mise = jdk("home/.local/share/mise/installs/java/26", "26.0.1");
        assertThat(found()).isEqualTo(mise);
        Path sdkman = jdk("home/.sdkman/candidates/java/25-tem", "25.0.1");
        assertThat(found()).isEqualTo(sdkman);
    }

    @Test
    void bundlesOfMacAreSearched() throws Exception {
        Path jdk = jdk("usual/temurin-25.jdk/Contents/Home", "25");
        assertThat(found()).isEqualTo(jdk);
    }

    @Test
    void runtimeWithoutACompilerDoesNotCount() throws Exception {
        Path runtime = jdk("usual/jre-25", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));
        assertThat(found()).isNull();
    }

    @Test
    void missingJdkIsExplainedWithTheLineThatMendsIt() throws Exception {
        jdk("usual/jdk-17", "17.0.9");
        Process script = script();
        String said = new String(script.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isEqualTo(1);
        assertThat(said).contains("JDK 25 or newer is needed", "apt-get install", "sdk install java", "JAVA_HOME=");
    }

    /** @return the folder that {@code ./shop jdk} prints; null if it fails */
    private Path found() throws Exception {
        Process script = script();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return script.waitFor() == 0 ? Path.of(printed) : null;
    }

    private Process script() throws IOException {
        var builder =
                new ProcessBuilder(Path.of("../../shop").toRealPath().toString(), "jdk").directory(world.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin() + ":/usr/bin:/bin");
        builder.environment().put("HOME", world.resolve("home").toString());
        builder.environment().put("SHOP_JVM_DIRS", world.resolve("usual") + ":" + world.resolve("not there"));
        builder.environment().putAll(environment);
        // The real java of this machine, if /usr/bin has one, must not be found: an old one hides it.
        if (!Files.exists(bin().resolve("java"))) {
            Files.createSymbolicLink(
                    bin().resolve("java"), jdk("hidden/jdk-8", "1.8.0").resolve("bin/java"));
        }
        return builder.start();
    }

    private Path bin() throws IOException {
        return Files.createDirectories(world.resolve("bin"));
    }

    private Path jdk(String folder, String version) throws IOException {
        Path home = world.toRealPath().resolve(folder);
        Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            Path file = home.resolve("bin").resolve(program);
            Files.writeString(file, "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
