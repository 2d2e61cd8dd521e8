package shop.tools.bootstrap;

import java.io.PrintWriter;
import java.util.List;

/**
 * The main class that the script runs from source: {@code build}, {@code test}, {@code bench} and the first half of
 * {@code doctor}, and what {@code up} and {@code restart} need to be built.
 *
 * <p>Exit code: 0 done, 1 not, that of Maven or npm for {@code test}, 128 and the signal's number after an interrupt.
 */
public final class Bootstrap {

    private Bootstrap() {}

    public static void main(String[] arguments) {
        int code;
        try {
            code = run(arguments[0], List.of(arguments).subList(1, arguments.length));
        } catch (Refusal e) {
            Console.say(String.valueOf(e.getMessage()));
            code = 1;
        }
        System.exit(code);
    }

    private static int run(String verb, List<String> arguments) {
        Checkout checkout = Checkout.fromEnvironment();
        switch (verb) {
            case "build" -> build(new Build(checkout), arguments);
            case "up" -> new Build(checkout).whatIsStale();
            case "restart" -> new Build(checkout).whatIsStaleOf(arguments);
            case "test" -> {
                return arguments.contains(FaultTests.OPTION)
                        ? new FaultTests(checkout).run(arguments)
                        : new Tests(checkout).run(arguments);
            }
            case "bench" -> new Bench(checkout).run(arguments);
            case "doctor" -> {
                return doctor();
            }
            default -> throw new Refusal("Which verb? ./shop --help lists them.");
        }
        return 0;
    }

    private static void build(Build build, List<String> arguments) {
        if (arguments.contains("--all")) {
            build.everything();
        } else if (!build.whatIsStale()) {
            Console.say("Everything is built.");
        }
    }

    @SuppressWarnings({"SystemOut", "DefaultCharset"})
    private static int doctor() {
        var out = new PrintWriter(System.out, true);
        boolean fine = Finding.print(Prerequisites.findings(), out);
        out.println("  -        memory, disk, ports and what an earlier run left: after ./shop build");
        return fine ? 0 : 1;
    }
}
