package shop.tools.launcher.supervision;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import shop.tools.stack.StackHome;

/**
 * The program that runs here, as a program to run again: the supervisor, the edge and the seeding are verbs of it in
 * processes of their own.
 *
 * @param classPath whatever is built while they run, these files stay
 * @param mainClass takes the verb as its first argument
 */
public record ShopProgram(StackHome home, String classPath, String mainClass) {

    /**
     * Starts a verb and does not wait for it. What it writes is added to the log of the component.
     *
     * @param launcher a program that starts the other one, with its arguments; empty if none is needed
     * @param jvmOptions heap and the like
     */
    public Process start(String component, List<String> launcher, List<String> jvmOptions, List<String> verb) {
        List<String> command = new ArrayList<>(launcher);
        command.add(JavaPrograms.java());
        command.addAll(jvmOptions);
        command.add("-Dshop.project=" + home.project());
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-cp", classPath, mainClass));
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
