package shop.tools.edge;

import java.net.URI;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Passes a request on to the service chosen for it and streams the answer back as it comes.
 *
 * <p>Nothing here blocks, so the threads that read the sockets do it, but for new connections and a body that is still to come:
 * a hop to another thread costs more than the work.
 */
class ReverseProxy extends ProxyHandler.Reverse {

    private static final String TARGET = ReverseProxy.class.getName() + ".target";
    private static final String PATH = ReverseProxy.class.getName() + ".path";

    /** To each service: no service works on more requests at once, streams included. */
    private static final int CONNECTIONS = 3072;
    /** More than these wait for nothing and are refused: what waits is memory of this process. */
    private static final int WAITING = 256;

    private static final long CONNECT_MILLIS = 1000;
    /** Longer than the longest wait a client may ask for (30 s), and renewed by every heartbeat of a live stream. */
    private static final long IDLE_MILLIS = 90_000;
    /** Shorter than the services keep an idle connection (60 s), so that none is used while it is being closed. */
    private static final long CONNECTION_AGE_MILLIS = 45_000;

    ReverseProxy() {
        super(ReverseProxy::target);
        setUseServerThreadPool(true);
        setViaHost("shop-edge");
    }

    /** @param service scheme, host and port; path and query stay as they were sent, byte for byte */
    boolean passOn(URI service, Request request, Response response, Callback callback) {
        return passOn(service, request.getHttpURI().getPath(), request, response, callback);
    }

    /** @param path asked for at the service instead of the one that was sent; the query stays */
    boolean passOn(URI service, String path, Request request, Response response, Callback callback) {
        request.setAttribute(TARGET, service);
        request.setAttribute(PATH, path);
        return handle(request, response, callback);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected HttpClient newHttpClient() {
        var connector = new ClientConnector();
        connector.setSelectors(1);
        var client = new HttpClient(new HttpClientTransportDynamic(connector));
        client.setMaxConnectionsPerDestination(CONNECTIONS);
        client.setMaxRequestsQueuedPerDestination(WAITING);
        client.setConnectTimeout(CONNECT_MILLIS);
        client.setIdleTimeout(IDLE_MILLIS);
        client.setUserAgentField(null);
        // A stream that its client leaves takes its buffer out of the pool. On the heap that is garbage like any other;
        // outside of it,
        // memory that grows until the next full collection.
        client.setUseInputDirectByteBuffers(false);
        client.getTransport().setInvocationType(InvocationType.NON_BLOCKING);
        client.getTransport().setConnectionPoolFactory(destination -> {
            var pool = new DuplexConnectionPool(destination, CONNECTIONS);
            pool.setMaxDuration(CONNECTION_AGE_MILLIS);
            return pool;
        });
        return client;
    }

    @Override
    protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request upstream) {
        super.addProxyHeaders(request, upstream);
        String earlier = request.getHeaders().get(HttpHeader.X_FORWARDED_FOR);
        String client = Request.getRemoteAddr(request);
        upstream.headers(
                headers -> headers.put(HttpHeader.X_FORWARDED_FOR, earlier == null ? client : earlier + ", " + client)
                        .put(HttpHeader.X_FORWARDED_PROTO, "http")
                        .put(HttpHeader.X_FORWARDED_PORT, String.valueOf(Request.getLocalPort(request))));
    }

    @Override
    protected void onServerToProxyResponseFailure(
            Request request,
            org.eclipse.jetty.client.Request upstream,
            org.eclipse.jetty.client.Response upstreamResponse,
            Response response,
            Callback callback,
            Throwable failure) {
        if (response.isCommitted()) {
            // Half an answer has left; cutting the connection is the only honest end.
            callback.failed(failure);
            return;
        }
        response.reset();
        Problems.temporarilyUnavailable(response, callback, failure instanceof TimeoutException ? 504 : 503);
    }

    private static HttpURI target(Request request) {
        URI service = (URI) request.getAttribute(TARGET);
        return HttpURI.build(request.getHttpURI())
                .scheme(service.getScheme())
                .host(service.getHost())
                .port(service.getPort())
                .path((String) request.getAttribute(PATH))
                .asImmutable();
    }
}
