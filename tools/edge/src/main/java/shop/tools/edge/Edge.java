package shop.tools.edge;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import shop.tools.stack.Service;
import shop.tools.stack.StackPorts;

/**
 * The server on the front door's port.
 *
 * <p>{@link #prepare} does everything that takes time, {@link #open} lets the first request in. An open stream counts as
 * idle only after 120 seconds without a byte.
 */
public final class Edge implements AutoCloseable {

    private static final int IDLE_MILLIS = 120_000;

    private final Server server;
    private final ServerConnector connector;

    /** The edge of a stack on this machine, which stands in for react-frontend as well. */
    public Edge(Path project, StackPorts ports) {
        this(
                new Routing(IngressRoutes.read(manifest(project)), ports, new FrontendHandler(project)),
                "127.0.0.1",
                ports.edge());
    }

    private Edge(Handler routing, String address, int port) {
        var threads = new QueuedThreadPool(64, 4);
        threads.setName("edge");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setHandler(routing);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // 90 KB for every connection otherwise: some thousand of them would end this process for want of memory.
        configuration.setHeaderCacheSize(0);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(address);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
    }

    /** An edge on every address of this host, before services that a network knows by the names and ports of the manifest. */
    static Edge inNetwork(Path project, int port) {
        return new Edge(new NetworkRouting(IngressRoutes.read(manifest(project))), "0.0.0.0", port);
    }

    private static Path manifest(Path project) {
        return project.resolve("k8s/base/ingress.yaml");
    }

    /** Starts everything but the listening. */
    public void prepare() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The edge could not be started: " + e.getMessage(), e);
        }
    }

    /** Listens. */
    public void open() {
        try {
            server.addConnector(connector);
            connector.start();
        } catch (Exception e) {
            throw new IllegalStateException("The edge could not listen: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The edge could not be stopped", e);
        }
    }

    /** Chooses by path: a service, the stand-in of react-frontend, or nobody. */
    static final class Routing extends Handler.Sequence {

        private final IngressRoutes routes;
        private final StackPorts ports;
        private final FrontendHandler frontend;
        private final UpstreamHandler upstream = new UpstreamHandler();

        Routing(IngressRoutes routes, StackPorts ports, FrontendHandler frontend) {
            this.routes = routes;
            this.ports = ports;
            this.frontend = frontend;
            addHandler(upstream);
        }

        /** Small files of this host are read, as a rule from the system's memory; nothing else takes its time. */
        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            Optional<String> name = routes.serviceFor(path);
            if (name.isPresent() && name.get().equals(FrontendHandler.SERVICE)) {
                if (FrontendHandler.isPublicInventory(path)) {
                    return passOn(Service.INVENTORY, request, response, callback);
                }
                return frontend.handle(request, response, callback);
            }
            Optional<Service> service = name.flatMap(Service::named);
            if (service.isEmpty()) {
                Problems.notFound(response, callback);
                return true;
            }
            return passOn(service.get(), request, response, callback);
        }

        private boolean passOn(Service service, Request request, Response response, Callback callback) {
            if (service == Service.INVENTORY && !FrontendHandler.isReading(request)) {
                Problems.methodNotAllowed(response, callback);
                return true;
            }
            request.setAttribute(UpstreamHandler.TARGET, URI.create("http://127.0.0.1:" + ports.api(service)));
            return upstream.handle(request, response, callback);
        }
    }
}
