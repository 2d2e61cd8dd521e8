package shop.tools.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code ./shop test --faults}: builds what is stale and hands over to {@code testing/faults}, which knows the other options. */
final class FaultTests {

    static final String OPTION = "--faults";

    private static final String MODULE = "testing/faults";

    /** A network and mounts of its own, so that faults in them are nobody else's. Only root may have them. */
    private static final List<String> APART =
            List.of("unshare", "--net", "--mount", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

    private final Checkout checkout;

    FaultTests(Checkout checkout) {
        this.checkout = checkout;
    }

    /** @return the exit code of the program */
    int run(List<String> arguments) {
        if (!Checkout.environment("SHOP_BUILD").equals(Optional.of("never"))) {
            new Build(checkout).whatIsStaleWith(MODULE);
        }
        Path folder = checkout.project().resolve(MODULE);
        boolean apart = canBeApart();
        List<String> command = new ArrayList<>(apart ? APART : List.of());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Dshop.faults.apart=" + apart, "-cp", classPath(folder)));
        command.add("shop.testing.faults.FaultsCommand");
        arguments.stream().filter(argument -> !argument.equals(OPTION)).forEach(command::add);
        return Child.run(folder, Map.of(), command, Console::result);
    }

    private static String classPath(Path folder) {
        Path file = folder.resolve("target/class-path");
        try {
            return folder.resolve("target/classes") + ":"
                    + Files.readString(file).strip();
        } catch (IOException e) {
            throw new Refusal("The fault tests are not built: " + file + " is missing. ./shop test --faults builds them"
                    + " unless SHOP_BUILD is never.");
        }
    }

    private static boolean canBeApart() {
        if (!System.getProperty("user.name").equals("root")) {
            return false;
        }
        List<String> probe = new ArrayList<>(APART);
        probe.add("true");
        try {
            return new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
