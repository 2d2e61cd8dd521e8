package shop.tools.host;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The JVM that runs services, told by its launcher what to do.
 *
 * <p>It reads orders from standard input, a line each, with tabs between the fields:
 *
 * <pre>
 * start  NAME  MAIN-CLASS  CLASS-PATH  VARIABLE=VALUE ...
 * stop   NAME
 * exit
 * </pre>
 *
 * <p>and answers on standard output when a service has ended: {@code ended NAME CODE}, where the code is what a process would have
 * ended with. It goes on without its launcher, as a process of its own would, and stops everything in order when it gets a signal.
 */
public final class Host {

    /** Of the log to which lines belong that are no service's. */
    static final String NAME = "services";

    private static final int FAILED = 1;

    private final Map<String, HostedService> services = new ConcurrentHashMap<>();
    private final PrintStream answers;

    private Host(PrintStream answers) {
        this.answers = answers;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var host = new Host(System.out);
        // Standard output is for answers; what anybody prints goes where errors go.
        System.setOut(System.err);
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, SharedLogging.class.getName());
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Runtime.getRuntime().addShutdownHook(new Thread(host::stopAll, "stop-all"));
        host.takeOrders(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        host.awaitEnd();
    }

    private void takeOrders(BufferedReader orders) throws IOException {
        String line;
        while ((line = orders.readLine()) != null) {
            List<String> order = List.of(line.split("\t"));
            switch (order.getFirst()) {
                case "start" -> start(order);
                case "stop" -> stop(order.get(1));
                case "exit" -> System.exit(0);
                default -> log().error("Not an order: {}", line);
            }
        }
    }

    /** Without a launcher nobody could start a service again, so the last one to end ends the JVM. */
    private synchronized void awaitEnd() throws InterruptedException {
        while (!services.isEmpty()) {
            wait();
        }
    }

    private void start(List<String> order) {
        String name = order.get(1);
        HostedService service;
        try {
            service = new HostedService(name, order.get(2), classPath(order.get(3)), variables(order));
        } catch (RuntimeException e) {
            log().error("{} cannot be started", name, e);
            ended(name, FAILED);
            return;
        }
        services.put(name, service);
        Thread.ofPlatform().name("start-" + name).start(() -> {
            if (!service.start()) {
                end(service, FAILED);
            }
        });
    }

    private void stop(String name) {
        HostedService service = services.get(name);
        if (service == null) {
            return;
        }
        Thread.ofPlatform().name("stop-" + name).start(() -> end(service, 0));
    }

    private void end(HostedService service, int code) {
        try {
            service.stop();
        } catch (RuntimeException e) {
            log().error("{} did not stop in order", service.name(), e);
        }
        if (services.remove(service.name(), service)) {
            service.forget();
            ended(service.name(), code);
        }
    }

    private synchronized void ended(String name, int code) {
        notifyAll();
        answers.println("ended\t" + name + "\t" + code);
        answers.flush();
    }

    private void stopAll() {
        List<Thread> stops = services.values().stream()
                .map(service ->
                        Thread.ofPlatform().name("stop-" + service.name()).start(() -> end(service, 0)))
                .toList();
        for (Thread stop : stops) {
            try {
                stop.join();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static List<Path> classPath(String joined) {
        return Stream.of(joined.split(File.pathSeparator)).map(Path::of).toList();
    }

    private static Map<String, String> variables(List<String> order) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : new ArrayList<>(order.subList(4, order.size()))) {
            int equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return variables;
    }

    /** Not a constant: it must not be made before {@link #main} has prepared the ground. */
    private static Logger log() {
        return LoggerFactory.getLogger(Host.class);
    }
}
