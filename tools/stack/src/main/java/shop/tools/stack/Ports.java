package shop.tools.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which ports a stack needs, and who sits on them. */
public final class Ports {

    private static final int LOOK_MILLIS = 200;

    private Ports() {}

    /** A port of ours that somebody else listens on. */
    public record Taken(String component, int port, String owner) {

        /** For people: component, port, and the process if it could be found. */
        public String sentence() {
            return "Port " + port + " for " + component + " is taken" + (owner.isEmpty() ? "" : " by " + owner) + ".";
        }
    }

    /** Every port of a stack with the component that listens on it. */
    public static Map<Integer, String> of(StackPorts ports) {
        Map<Integer, String> all = new LinkedHashMap<>();
        all.put(ports.postgres(), Components.POSTGRES);
        all.put(ports.replica(), Components.REPLICA);
        all.put(ports.kafka(), Components.KAFKA);
        all.put(ports.kafkaController(), Components.KAFKA + " (controller)");
        for (Service service : Service.values()) {
            all.put(ports.api(service), service.id());
            all.put(ports.management(service), service.id() + " (management)");
        }
        all.put(ports.edge(), Components.EDGE);
        all.put(ports.console(), Components.CONSOLE);
        return all;
    }

    public static List<Taken> taken(StackPorts ports) {
        List<Taken> taken = new ArrayList<>();
        of(ports).forEach((port, component) -> {
            if (!free(port)) {
                taken.add(new Taken(component, port, PortOwner.of(port)));
            }
        });
        return taken;
    }

    /** Whether somebody listens there. A refused connection costs a hundredth of an HTTP request that fails. */
    public static boolean listening(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LOOK_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket()) {
            // As the servers do: connections of an earlier run that linger in TIME_WAIT do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
