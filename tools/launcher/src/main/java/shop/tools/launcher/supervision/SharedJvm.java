package shop.tools.launcher.supervision;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import shop.tools.stack.Components;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;

/**
 * Runs all services in one JVM, the program {@code tools/host}.
 *
 * <p>The JVM starts with the first service and ends with the last one. If it dies, every service in it has died, and the next
 * start makes a new one. Safe for use by several threads.
 */
final class SharedJvm implements ServiceRunner {

    private static final Heap HEAP = new Heap(192, 768);

    private final StackHome home;
    private final JavaPrograms java;
    private final Map<String, HostedProcess> running = new HashMap<>();
    private @Nullable Process jvm;

    SharedJvm(StackHome home, JavaPrograms java) {
        this.home = home;
        this.java = java;
    }

    @Override
    public synchronized Process start(Service service, Map<String, String> settings) {
        Program program = java.service(service);
        Process host = jvm;
        if (host == null || !host.isAlive()) {
            host = launch();
            jvm = host;
        }
        String name = service.id();
        var process = new HostedProcess(host, () -> stop(name));
        running.put(name, process);
        List<String> order = new ArrayList<>(List.of(
                "start",
                name,
                program.mainClass(),
                program.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
        settings.forEach((key, value) -> order.add(key + "=" + value));
        send(host, order);
        return process;
    }

    private synchronized void stop(String name) {
        Process host = jvm;
        if (host != null && running.containsKey(name)) {
            send(host, List.of("stop", name));
        }
    }

    private Process launch() {
        try {
            Files.createDirectories(home.logs());
            Process host = new ProcessBuilder(
                            java.command(Components.SERVICES, HEAP, java.host(), "-Dshop.host.logs=" + home.logs()))
                    .directory(home.folder().toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            home.log(Components.SERVICES).toFile()))
                    .start();
            Thread.ofPlatform().name("services").daemon().start(() -> listen(host));
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException("it could not be started: " + e.getMessage(), e);
        }
    }

    /** Takes the answers of the JVM until it has ended. */
    private void listen(Process host) {
        try (BufferedReader answers = host.inputReader(StandardCharsets.UTF_8)) {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                String[] answer = line.split("\t");
                if (answer.length == 3 && answer[0].equals("ended")) {
                    ended(host, answer[1], Integer.parseInt(answer[2]));
                }
            }
        } catch (IOException e) {
            LiveStackState.say("the services' JVM cannot be heard: " + e.getMessage());
        }
        host.onExit().thenAccept(this::gone);
    }

    private synchronized void ended(Process host, String name, int code) {
        HostedProcess process = running.remove(name);
        if (process == null) {
            return;
        }
        if (running.isEmpty()) {
            // The last one out: its end is the end of the JVM.
            jvm = null;
            send(host, List.of("exit"));
            host.onExit().thenRun(() -> process.ended(code));
        } else {
            process.ended(code);
        }
    }

    private synchronized void gone(Process host) {
        running.values().removeIf(process -> {
            boolean died = process.runsIn(host);
            if (died) {
                process.ended(host.exitValue());
            }
            return died;
        });
    }

    /** If the JVM has died, its end says so to those who wait. */
    private static void send(Process host, List<String> order) {
        try {
            Writer orders = host.outputWriter(StandardCharsets.UTF_8);
            orders.write(String.join("\t", order) + "\n");
            orders.flush();
        } catch (IOException e) {
            LiveStackState.say("the services' JVM takes no orders: " + e.getMessage());
        }
    }
}
