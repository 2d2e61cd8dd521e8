package shop.testing.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM of a pod has all compilers, knows how many processors it may count on, and has memory to spare (docs/adr/0044). */
final class JvmRules implements Rule {

    /** What a service is given beside its heap. The most that was seen under load is 205 MiB (docs/BENCHMARKS.md). */
    private static final BigDecimal BESIDE_THE_HEAP = BigDecimal.valueOf(330L << 20);

    private static final BigDecimal MOST = new BigDecimal("0.85");

    @Override
    public void check(Manifests manifests, Findings findings) {
        manifests
                .workloads()
                .filter(Workload::isDeployment)
                .filter(workload -> workload.program().isPresent())
                .forEach(workload -> jvm(manifests, workload, findings));
    }

    private static void jvm(Manifests manifests, Workload workload, Findings findings) {
        String options = workload.setting(manifests, "JDK_JAVA_OPTIONS")
                .filter(value -> value.startsWith("@"))
                .map(value -> file(value.substring(1)))
                .orElse("");
        findings.expect(!options.isEmpty(), workload, "does not say which options its JVM has");
        findings.expect(
                !options.contains("-XX:TieredStopAtLevel"), workload, "runs for days with the quick compiler alone");
        BigDecimal processors = option(options, "ActiveProcessorCount").orElse(BigDecimal.ZERO);
        findings.expect(
                processors.compareTo(amount(workload, "/resources/requests/cpu")) >= 0,
                workload,
                "tells its JVM no number of processors, or less than it requests");
        BigDecimal limit = amount(workload, "/resources/limits/memory");
        BigDecimal heap = option(options, "MaxRAMPercentage")
                .orElse(BigDecimal.valueOf(25))
                .movePointLeft(2);
        findings.expect(
                limit.multiply(heap).add(BESIDE_THE_HEAP).compareTo(limit.multiply(MOST)) <= 0,
                workload,
                "has no room between its JVM and its limit");
    }

    private static String file(String name) {
        try {
            return Files.readString(Path.of("../../containers", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<BigDecimal> option(String options, String name) {
        Matcher found = Pattern.compile("(?m)^-XX:" + name + "=([0-9.]+)$").matcher(options);
        return found.find() ? Optional.of(new BigDecimal(found.group(1))) : Optional.empty();
    }

    private static BigDecimal amount(Workload workload, String pointer) {
        JsonNode quantity = workload.container().at(pointer);
        return quantity.isMissingNode()
                ? BigDecimal.ZERO
                : Quantity.getAmountInBytes(Quantity.parse(quantity.asText()));
    }
}
