package shop.tools.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.host.sample.SampleService;

/** The host as its launcher sees it: a process that takes orders. */
class HostTest {

    @TempDir
    private Path folder;

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private Process host;
    private Writer orders;

    @BeforeEach
    void start() throws IOException {
        host = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dshop.host.logs=" + folder,
                        "-Dshop.host.log-size=64KB",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Host.class.getName())
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        orders = host.outputWriter(StandardCharsets.UTF_8);
        BufferedReader reader = host.inputReader(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().start(() -> reader.lines().forEach(answers::add));
    }

    @AfterEach
    void end() throws InterruptedException {
        host.destroyForcibly().waitFor();
    }

    @Test
    void servicesShareNeitherSettingsNorLogsNorLevels() throws Exception {
        order(start("one", "SAMPLE_GREETING=hello", "LOGGING_LEVEL_SHOP_CHATTER=debug"));
        order(start("other", "SAMPLE_GREETING=moin"));

        await().untilAsserted(() -> {
            assertThat(log("one")).contains("says hello", "hello chatters", "hello from a thread");
            assertThat(log("other")).contains("says moin", "moin from a thread");
        });
        assertThat(log("one")).doesNotContain("moin");
        assertThat(log("other")).doesNotContain("hello", "chatters");
        assertThat(folder.resolve("stderr")).isEmptyFile();
    }

    @Test
    void logHasASize() throws Exception {
        order(start("one", "SAMPLE_GREETING=hello", "SAMPLE_TALKS=true"));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(folder.resolve("one.log.3")).exists());
        FileTime oldest = Files.getLastModifiedTime(folder.resolve("one.log.3"));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        !Files.getLastModifiedTime(folder.resolve("one.log.3")).equals(oldest));
        assertThat(folder.resolve("one.log.4")).doesNotExist();
    }

    @Test
    void oneServiceStopsAndStartsAgainWhileTheOtherGoesOn() throws Exception {
        order(start("one", "SAMPLE_GREETING=first"));
        order(start("other", "SAMPLE_GREETING=moin"));
        await().untilAsserted(() -> assertThat(log("other")).contains("says moin"));

        order("stop\tone");
        assertThat(answer()).isEqualTo("ended\tone\t0");
        order(start("one", "SAMPLE_GREETING=second"));
        await().untilAsserted(() -> assertThat(log("one")).contains("says first", "says second"));
        order("stop\tother");
        assertThat(answer()).isEqualTo("ended\tother\t0");
        assertThat(host.isAlive()).isTrue();
    }

    @Test
    void serviceThatFailsEndsAloneAndItsLogSaysWhy() throws Exception {
        order(start("other", "SAMPLE_GREETING=moin"));
        order(start("one", "SAMPLE_FAILS=true"));
        assertThat(answer()).isEqualTo("ended\tone\t1");
        assertThat(log("one")).contains("as was asked");
        assertThat(log("other")).doesNotContain("as was asked");
        assertThat(host.isAlive()).isTrue();
    }

    @Test
    void serviceThatCannotBeFoundEndsAndTheHostSaysWhy() throws Exception {
        order(String.join(
                "\t",
                "start",
                "one",
                "shop.Missing",
                folder.resolve("missing.jar").toString()));
        assertThat(answer()).isEqualTo("ended\tone\t1");
        assertThat(log(Host.NAME)).contains("one cannot be started", "missing.jar");
    }

    @Test
    void aStopDuringTheStartWaitsForItsEnd() throws Exception {
        order(start("one", "SAMPLE_GREETING=hello"));
        order("stop\tone");
        assertThat(answer()).isEqualTo("ended\tone\t0");
        assertThat(log("one")).contains("says hello");
    }

    @Test
    void withoutItsLauncherItGoesOnUntilASignal() throws Exception {
        order(start("one", "SAMPLE_GREETING=hello"));
        await().untilAsserted(() -> assertThat(log("one")).contains("says hello"));
        orders.close();
        assertThat(host.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
        // The process itself would close its streams, and the answer would be lost.
        host.toHandle().destroy();
        assertThat(answer()).isEqualTo("ended\tone\t0");
        assertThat(host.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private String start(String name, String... variables) throws IOException {
        return String.join(
                "\t",
                Stream.concat(
                                Stream.of(
                                        "start",
                                        name,
                                        SampleService.class.getName(),
                                        SampleJar.classPath(folder, "no such library").stream()
                                                .map(Path::toString)
                                                .collect(Collectors.joining(File.pathSeparator))),
                                Stream.of(variables))
                        .toList());
    }

    private void order(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
    }

    private String answer() throws InterruptedException {
        return answers.poll(30, TimeUnit.SECONDS);
    }

    private String log(String name) throws IOException {
        Path log = folder.resolve(name + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
