package shop.tools.bootstrap;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What must be on a machine before this project can be built and tested there. */
public final class Prerequisites {

    private static final int NEEDED_NODE = 20;
    private static final Pattern MAVEN_VERSION = Pattern.compile("Apache Maven ((\\d+)\\.(\\d+)[.\\w-]*)");
    private static final Pattern NODE_VERSION = Pattern.compile("v(\\d+)\\..*");

    private Prerequisites() {}

    /** The first half of {@code ./shop doctor}, which needs nothing that is built. */
    public static List<Finding> findings() {
        return List.of(
                Finding.fine("JDK " + Runtime.version() + " in " + System.getProperty("java.home")), maven(), node());
    }

    /** @throws Refusal if it is missing or too old, with ways to get it */
    static void needMaven() {
        need(maven());
    }

    /** @throws Refusal if it is missing or too old, with ways to get it */
    static void needNode() {
        need(node());
    }

    private static void need(Finding finding) {
        if (finding.isMissing()) {
            throw new Refusal(finding.remedy());
        }
    }

    private static Finding maven() {
        String needed = "Maven 3.8 or newer is needed";
        String ways = """
                 One of these gets it:
                  apt-get install maven     (Debian, Ubuntu)
                  brew install maven        (macOS)
                  sdk install maven         (SDKMAN)""";
        if (onPath("mvn").isEmpty()) {
            return new Finding("Maven", needed + " and there is no mvn on the PATH." + ways);
        }
        Matcher version = MAVEN_VERSION.matcher(output("mvn", "-B", "-v"));
        if (!version.find()) {
            return new Finding("Maven", needed + "; mvn on the PATH is of an unknown version." + ways);
        }
        int major = Integer.parseInt(version.group(2));
        boolean recent = major > 3 || major == 3 && Integer.parseInt(version.group(3)) >= 8;
        return recent
                ? Finding.fine("Maven " + version.group(1))
                : new Finding("Maven", needed + "; mvn on the PATH is " + version.group(1) + "." + ways);
    }

    private static Finding node() {
        String needed = "Node.js " + NEEDED_NODE + " or newer is needed for the storefront";
        String ways = """
                 One of these gets it:
                  mise use -g node@22       (mise)
                  brew install node         (macOS)
                  apt-get install nodejs npm   (Debian 13, Ubuntu 25.04 or newer)""";
        if (onPath("node").isEmpty() || onPath("npm").isEmpty()) {
            return new Finding("Node.js", needed + " and there is no node or npm on the PATH." + ways);
        }
        String version = output("node", "--version").strip();
        Matcher major = NODE_VERSION.matcher(version);
        return major.matches() && Integer.parseInt(major.group(1)) >= NEEDED_NODE
                ? Finding.fine("Node.js " + version)
                : new Finding("Node.js", needed + "; node on the PATH is " + version + "." + ways);
    }

    /**
     * The browser of the end-to-end tests; root on Debian and Ubuntu gets it if it is missing.
     *
     * @throws Refusal if there is none, with a way to get it
     */
    static String chromium(Checkout checkout) {
        return findChromium()
                .or(() -> {
                    install(checkout, "chromium", "fonts-liberation");
                    return findChromium();
                })
                .orElseThrow(() -> new Refusal("""
                        The end-to-end tests need a Chromium and none was found. This gets it: apt-get install chromium
                        If there is one in another place: SHOP_CHROMIUM=/that/chromium ./shop test"""));
    }

    private static Optional<String> findChromium() {
        return Checkout.environment("SHOP_CHROMIUM")
                .or(() -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .flatMap(name -> onPath(name).stream())
                        .map(Path::toString)
                        .findFirst());
    }

    private static void install(Checkout checkout, String... packages) {
        if (!System.getProperty("user.name").equals("root") || onPath("apt-get").isEmpty()) {
            return;
        }
        Console.say("Installing chromium for the end-to-end tests ...");
        Path log = checkout.newLog("chromium-install");
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "--no-install-recommends"));
        install.addAll(List.of(packages));
        var environment = Map.of("DEBIAN_FRONTEND", "noninteractive");
        if (Child.run(checkout.project(), environment, List.of("apt-get", "update"), log) != 0
                || Child.run(checkout.project(), environment, install, log) != 0) {
            Console.say("That failed: " + log);
        }
    }

    /** A program of the PATH. */
    static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }

    private static String output(String... command) {
        var lines = new StringBuilder();
        Child.run(
                Path.of("."),
                Map.of(),
                List.of(command),
                line -> lines.append(line).append('\n'));
        return lines.toString();
    }
}
