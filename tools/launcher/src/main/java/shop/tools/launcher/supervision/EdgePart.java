package shop.tools.launcher.supervision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import shop.tools.stack.Components;
import shop.tools.stack.Ports;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** The front door: the verb {@code edge} of this program, which stands in for react-frontend as well. */
final class EdgePart implements Part {

    private final StackHome home;
    private final StackPorts ports;
    private final JavaPrograms java;
    private final ShopProgram program;
    private final HttpClient http;

    EdgePart(StackHome home, StackPorts ports, JavaPrograms java, ShopProgram program, HttpClient http) {
        this.home = home;
        this.ports = ports;
        this.java = java;
        this.program = program;
        this.http = http;
    }

    @Override
    public String name() {
        return Components.EDGE;
    }

    @Override
    public int port() {
        return ports.edge();
    }

    @Override
    public String url() {
        return "http://localhost:" + port();
    }

    @Override
    public Process launch() {
        return program.start(name(), List.of(), built -> java.options(name(), new Heap(32, 256), built), verb());
    }

    private List<String> verb() {
        List<String> verb = new ArrayList<>(List.of("edge", "--port=" + port()));
        for (Service service : Service.values()) {
            verb.add("--upstream=" + service.kubernetesService() + "=http://127.0.0.1:" + ports.api(service));
        }
        verb.add("--upstream=react-frontend="
                + home.project().resolve("storefront/dist").toUri());
        return verb;
    }

    /** Whether it answers at all; without a built storefront the first page is an error. */
    @Override
    public boolean ready() {
        return Ports.listening(port())
                && answers(request("/").method("HEAD", BodyPublishers.noBody()).build());
    }

    /** Once to a service and back: what the edge does for the first time takes a while. */
    @Override
    public void prepare() {
        answers(request("/cart/api/v1/items").build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(2));
    }

    private boolean answers(HttpRequest request) {
        try {
            http.send(request, BodyHandlers.discarding());
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
