package shop.tools.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;

/** Runs each service in a process of its own, as a deployment does. */
final class SeparateJvms implements ServiceRunner {

    private static final Heap HEAP = new Heap(96, 384);

    private final StackHome home;
    private final JavaPrograms java;

    SeparateJvms(StackHome home, JavaPrograms java) {
        this.home = home;
        this.java = java;
    }

    @Override
    public Process start(Service service, Map<String, String> settings) {
        try {
            Files.createDirectories(home.logs());
            var builder = new ProcessBuilder(java.command(service.id(), HEAP, java.service(service)))
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            home.log(service.id()).toFile()));
            builder.environment().putAll(settings);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("it could not be started: " + e.getMessage(), e);
        }
    }
}
