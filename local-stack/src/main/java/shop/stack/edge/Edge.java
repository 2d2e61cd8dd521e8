package shop.stack.edge;

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
import shop.stack.Service;
import shop.stack.StackPorts;

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

    public Edge(Path project, StackPorts ports) {
        var threads = new QueuedThreadPool(64, 4);
        threads.setName("edge");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setHandler(new Routing(
                IngressRoutes.read(project.resolve("k8s/base/ingress.yaml")), ports, new FrontendHandler(project)));
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // 90 KB for every connection otherwise: some thousand of them would end this process for want of memory.
        configuration.setHeaderCacheSize(0);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(ports.edge());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
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
