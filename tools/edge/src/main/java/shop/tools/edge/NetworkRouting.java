package shop.tools.edge;

import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import shop.tools.edge.IngressRoutes.Route;

/** Passes every request on to where the manifest says, as the load balancer does: {@code http://service:port}. */
final class NetworkRouting extends Handler.Sequence {

    private final IngressRoutes routes;
    private final UpstreamHandler upstream = new UpstreamHandler();

    NetworkRouting(IngressRoutes routes) {
        this.routes = routes;
        addHandler(upstream);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Route> route = routes.routeFor(Request.getPathInContext(request));
        if (route.isEmpty()) {
            Problems.notFound(response, callback);
            return true;
        }
        request.setAttribute(UpstreamHandler.TARGET, target(route.get()));
        return upstream.handle(request, response, callback);
    }

    private static URI target(Route route) {
        return URI.create("http://" + route.service() + ":" + route.port());
    }
}
