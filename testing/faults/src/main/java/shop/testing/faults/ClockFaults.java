package shop.testing.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shop.testing.faults.Fault.Leaves;
import shop.tools.stack.Service;

/** A service whose clock is wrong and steps, while all other clocks are right. Made by libfaketime in the process of the service. */
final class ClockFaults {

    private static final Duration HOUR = Duration.ofHours(1);

    private ClockFaults() {}

    static Stream<Fault> all() {
        return Arrays.stream(Service.values()).map(ClockFaults::steps);
    }

    private static Fault steps(Service service) {
        return Fault.of(
                        "clock-" + service.id(),
                        "its clock an hour ahead and then an hour behind, for 3 to 5 s each: the ids that it makes go back",
                        "every order gets its answer, with the ids of whatever time",
                        (shop, moments) -> {
                            try {
                                step(shop, service, HOUR);
                                moments.pause(3000, 5000);
                                step(shop, service, HOUR.negated());
                                moments.pause(3000, 5000);
                            } finally {
                                step(shop, service, Duration.ZERO);
                            }
                        })
                .withStandInFor(service)
                .needing(Needs.WRONG_CLOCK)
                .leaving(Leaves.WRONG_TIMES);
    }

    /** The library that lies about the time, where Debian and Ubuntu install it. */
    static Optional<Path> library() {
        try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
            for (Path folder : folders) {
                Path library = folder.resolve("faketime/libfaketime.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        } catch (IOException e) {
            // No such folder, so no such library.
        }
        return Optional.empty();
    }

    /**
     * The environment of a stand-in whose clock is right at first.
     *
     * <p>Only the wall clock is wrong. Without FORCE_MONOTONIC_FIX=0 the library shortens waits that are bounded by the other clock: {@code
     * Object.wait(300)} of a JVM returns at once.
     */
    static Map<String, String> wrongClock(TestedShop shop) throws IOException {
        set(shop, Duration.ZERO);
        return Map.of(
                "LD_PRELOAD", library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", clock(shop).toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    private static void step(TestedShop shop, Service service, Duration offset) throws Exception {
        set(shop, offset);
        awaitOffset(shop.api(service), offset);
    }

    private static void set(TestedShop shop, Duration offset) throws IOException {
        Path next = clock(shop).resolveSibling("clock.next");
        Files.writeString(next, String.format("%+d", offset.toSeconds()));
        Files.move(next, clock(shop), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path clock(TestedShop shop) {
        return shop.folder().resolve("clock");
    }

    /** A clock that is right after all is no fault that was survived. Services tell the time in every answer. */
    private static void awaitOffset(URI service, Duration wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (true) {
                Duration offset = Duration.between(Instant.now(), time(http, service));
                if (offset.minus(wanted).abs().compareTo(Duration.ofSeconds(5)) < 0) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("The clock of " + service + " is off by " + offset + ", not by " + wanted);
                }
                Thread.sleep(100);
            }
        }
    }

    private static Instant time(HttpClient http, URI service) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(service.resolve("/livez"))
                .timeout(Duration.ofSeconds(5))
                .build();
        String date = http.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Date")
                .orElseThrow(() -> new IOException(service + " does not tell the time"));
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
