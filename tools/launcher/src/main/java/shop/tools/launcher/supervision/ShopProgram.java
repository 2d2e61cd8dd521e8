package shop.tools.launcher.supervision;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import shop.tools.stack.StackHome;

/**
 * The command line {@code ./shop} as a program of the stack: the supervisor, the edge and the seeding are verbs of it in
 * processes of their own.
 *
 * @param built the command line as it is built at the moment of a start; it takes the verb as its first argument
 */
public record ShopProgram(StackHome home, Supplier<Program> built) {

    /**
     * Starts a verb and does not wait for it. What it writes is added to the log of the component.
     *
     * @param launcher a program that starts the other one, with its arguments; empty if none is needed
     * @param jvmOptions heap and the like
     */
    public Process start(
            String component, List<String> launcher, Function<Program, List<String>> jvmOptions, List<String> verb) {
        Program program = built.get();
        List<String> command = new ArrayList<>(launcher);
        command.add(JavaPrograms.java());
        command.addAll(jvmOptions.apply(program));
        command.add("-Dshop.project=" + home.project());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("@" + program.arguments());
        command.add(program.mainClass());
        command.addAll(verb);
        try {
            Files.createDirectories(home.logs());
            return new ProcessBuilder(command)
                    .directory(home.folder().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(home.log(component).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("it could not be started: " + e.getMessage(), e);
        }
    }
}
