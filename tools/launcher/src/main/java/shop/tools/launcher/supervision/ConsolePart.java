package shop.tools.launcher.supervision;

import java.util.ArrayList;
import java.util.List;
import shop.tools.stack.Components;
import shop.tools.stack.Ports;
import shop.tools.stack.Service;
import shop.tools.stack.StackPorts;

/** The operators' console: the verb {@code console} of this program, a process that shoppers do not come to. */
final class ConsolePart implements Part {

    private final StackPorts ports;
    private final JavaPrograms java;
    private final ShopProgram program;

    ConsolePart(StackPorts ports, JavaPrograms java, ShopProgram program) {
        this.ports = ports;
        this.java = java;
        this.program = program;
    }

    @Override
    public String name() {
        return Components.CONSOLE;
    }

    @Override
    public int port() {
        return ports.console();
    }

    @Override
    public String url() {
        return "http://localhost:" + port();
    }

    @Override
    public Process launch() {
        return program.start(name(), List.of(), built -> java.options(name(), new Heap(16, 96), built), verb());
    }

    private List<String> verb() {
        List<String> verb = new ArrayList<>(List.of("console", "--port=" + port()));
        for (Service service : Service.values()) {
            verb.add("--service=" + service.id() + "=http://127.0.0.1:" + ports.management(service));
        }
        return verb;
    }

    /** Its pages need nothing that is not there as soon as it listens. */
    @Override
    public boolean ready() {
        return Ports.listening(port());
    }
}
