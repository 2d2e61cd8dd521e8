package shop.tools.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The addresses and keys of a stack that runs now, for the verbs that look at it or use it. */
public final class RunningStack {

    private final StackHome home;
    private final StackPorts ports;

    private RunningStack(StackHome home, StackPorts ports) {
        this.home = home;
        this.ports = ports;
    }

    /** @throws NotRunningException if no stack runs in the folder that the environment names */
    public static RunningStack find() {
        return find(StackHome.fromEnvironment());
    }

    /** @throws NotRunningException if no stack runs in that folder */
    public static RunningStack find(StackHome home) {
        StackState state =
                StackState.read(home).filter(StackState::supervised).orElseThrow(() -> new NotRunningException(home));
        return new RunningStack(home, new StackPorts(state.edgePort()));
    }

    public StackHome home() {
        return home;
    }

    /** What the supervisor says of the stack at this moment; pids change when something is started again. */
    public StackState state() {
        return StackState.read(home).orElseThrow(() -> new NotRunningException(home));
    }

    /** The front door: http://127.0.0.1:8080. */
    public URI edge() {
        return http(ports.edge());
    }

    /** The PostgreSQL server that holds every service's database: 127.0.0.1:15432. */
    public String postgres() {
        return "127.0.0.1:" + ports.postgres();
    }

    /** The password of PostgreSQL's superuser. */
    public String password() {
        return read(home.passwordFile());
    }

    /** The password of one database role, such as {@code order_app}. */
    public String password(String role) {
        return read(home.passwordFile(role));
    }

    private String read(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            throw new NotRunningException(home);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + ports.kafka();
    }

    private static URI http(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
