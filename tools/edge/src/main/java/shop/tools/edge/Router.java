package shop.tools.edge;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import shop.tools.edge.IngressRoutes.Route;
import shop.tools.stack.Service;

/**
 * Sends every request to the Kubernetes Service that the Ingress manifest names for its path.
 *
 * <p>{@link Upstreams} says where a Service is reached from here: over HTTP, or, for react-frontend, in a folder of this
 * machine.
 */
final class Router extends Handler.Sequence {

    /** Where a Service is reached in a cluster, if the manifest does not say; see {@code k8s/base}. */
    private static final int SERVICE_PORT = 8080;

    private final IngressRoutes routes;
    private final Map<String, Request.Handler> services = new HashMap<>();
    private final ReverseProxy proxy = new ReverseProxy();

    /** @param project holds the documents that are served beside a storefront on this disk */
    Router(IngressRoutes routes, Upstreams upstreams, Path project) {
        this.routes = routes;
        addHandler(proxy);
        for (Route route : routes.inOrder()) {
            URI upstream = upstreams.of(route.service(), route.port());
            services.computeIfAbsent(
                    route.service(),
                    service -> upstream.getScheme().equals("file")
                            ? storefront(Path.of(upstream), upstreams, project)
                            : proxyTo(upstream));
        }
    }

    private StorefrontHandler storefront(Path dist, Upstreams upstreams, Path project) {
        URI inventory = upstreams.of(Service.INVENTORY.kubernetesService(), SERVICE_PORT);
        var storefront = new StorefrontHandler(dist, project, proxyTo(inventory));
        addHandler(storefront);
        return storefront;
    }

    private Request.Handler proxyTo(URI upstream) {
        return (request, response, callback) -> proxy.passOn(upstream, request, response, callback);
    }

    /** Small files of this host are read, as a rule from the system's memory; nothing else takes its time. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!hasOneReading(request.getHttpURI())) {
            Problems.badRequest(response, callback, 400);
            return true;
        }
        Optional<Request.Handler> service =
                routes.serviceFor(Request.getPathInContext(request)).map(services::get);
        if (service.isEmpty()) {
            Problems.notFound(response, callback);
            return true;
        }
        return service.get().handle(request, response, callback);
    }

    /**
     * Whether this program and a service read the address alike. What is routed by one reading of the path and answered by another
     * could be the request for something else.
     */
    static boolean hasOneReading(HttpURI address) {
        String path = address.getPath();
        if (address.hasViolations()
                || address.getParam() != null
                || path == null
                || !path.startsWith("/")
                || path.contains("//")
                || (path + "/").contains("/./")
                || (path + "/").contains("/../")) {
            return false;
        }
        try {
            new URI(address.getPathQuery());
            return true;
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
