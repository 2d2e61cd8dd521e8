package shop.tools.edge;

import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The server on the edge's port. An open stream counts as idle only after 120 seconds without a byte. */
final class Edge implements AutoCloseable {

    private static final int IDLE_MILLIS = 120_000;

    private final Server server;

    /**
     * @param project holds the Ingress manifest and the documents
     * @param address of this machine on which to listen
     */
    Edge(Path project, Upstreams upstreams, String address, int port) {
        this(
                new Router(IngressRoutes.read(project.resolve("k8s/base/ingress.yaml")), upstreams, project),
                address,
                port);
    }

    /** @param handler answers everything */
    Edge(Handler handler, String address, int port) {
        var threads = new QueuedThreadPool(64, 4);
        threads.setName("edge");
        server = new Server(threads);
        server.setStopAtShutdown(true);
        server.setErrorHandler(new ServerRefusals());
        server.setHandler(handler);
        server.addConnector(connector(address, port));
    }

    private ServerConnector connector(String address, int port) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        // 90 KB for every connection otherwise: some thousand of them would use up the memory of this process.
        configuration.setHeaderCacheSize(0);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(address);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    /** Listens; it stops by itself when this program is told to end. */
    void start() {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The edge could not be started: " + e.getMessage(), e);
        }
    }

    /** Returns when the server has stopped. */
    void awaitStop() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The edge could not be stopped", e);
        }
    }
}
