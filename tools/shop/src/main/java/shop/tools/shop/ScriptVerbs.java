package shop.tools.shop;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import shop.tools.stack.RefusedException;

/** Verbs that the script does itself, because they come before anything is built; here they are only described. */
abstract class ScriptVerbs implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        throw new RefusedException("Use the script for this: ./shop");
    }

    /** {@code ./shop test}. */
    @Command(
            name = "test",
            description = {
                "Runs every test of the project (mvn verify) and exits with its code.",
                "Whatever follows is passed to Maven, e.g. ./shop test -pl schemas"
            })
    static final class TestVerb extends ScriptVerbs {

        @Parameters(arity = "0..*", paramLabel = "MAVEN-ARGUMENT")
        @SuppressWarnings("NullAway.Init")
        private List<String> arguments;
    }

    /** {@code ./shop build}. */
    @Command(
            name = "build",
            description = "Builds what is needed to run the shop, if sources changed since the last time.")
    static final class BuildVerb extends ScriptVerbs {

        @Option(names = "--all", description = "Build even if nothing changed.")
        private boolean all;
    }

    /** {@code ./shop train}. */
    @Command(
            name = "train",
            description = {
                "Runs a shop of its own under load for some minutes and keeps what its JVMs learnt.",
                "Later starts of the same build use it: the shop then bears about twice the load."
            })
    static final class TrainVerb extends ScriptVerbs {}

    /** {@code ./shop jdk}. */
    @Command(
            name = "jdk",
            description = "Prints the folder of the JDK that is used, e.g. for JAVA_HOME=$(./shop jdk) mvn ...")
    static final class JdkVerb extends ScriptVerbs {}
}
