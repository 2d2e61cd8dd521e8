package shop.tools.edge;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The operators' console: its pages, and {@code /ops/<service>/…}, which is the operators' API of each service.
 *
 * <p>It passes on what carries a token and knows none itself. Of a management port nothing but the operators' API is reached. A page of
 * another site gets nothing: not by a name of its own that leads here, not by a request from there (ADR 0059).
 */
final class ConsoleHandler extends Handler.Sequence {

    private static final String PAGE = "/console.html";
    private static final String API = "/ops/api/v1/";
    private static final Pattern CALL = Pattern.compile("/ops/([a-z]+)/([A-Za-z0-9._/-]+)");
    private static final Set<String> NAMES_OF_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> SITES = Set.of("same-origin", "none");

    private final Map<String, URI> services;
    private final BuiltFiles pages;
    private final ReverseProxy proxy = new WithoutCookies();

    /**
     * @param dist the folder of the built console; it need not be there yet
     * @param services short name to the address of its management port
     */
    ConsoleHandler(Path dist, Map<String, URI> services) {
        this.services = Map.copyOf(services);
        this.pages = new BuiltFiles(this, dist);
        addHandler(proxy);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!NAMES_OF_THIS_MACHINE.contains(Request.getServerName(request))) {
            Problems.misdirected(response, callback, "The console is opened by the name localhost.");
        } else if (!Router.hasOneReading(request.getHttpURI())) {
            Problems.badRequest(response, callback, 400);
        } else if (path.startsWith("/ops/")) {
            return call(path, request, response, callback);
        } else {
            show(path, request, response, callback);
        }
        return true;
    }

    private boolean call(String path, Request request, Response response, Callback callback) {
        if (comesFromAnotherSite(request)) {
            Problems.crossSiteRequest(response, callback, "Only the console itself may ask this.");
            return true;
        }
        Matcher call = CALL.matcher(path);
        URI service = call.matches() ? services.get(call.group(1)) : null;
        if (service == null) {
            Problems.notFound(response, callback);
            return true;
        }
        return proxy.passOn(service, API + call.group(2), request, response, callback);
    }

    private void show(String path, Request request, Response response, Callback callback) throws Exception {
        Optional<HttpContent> file = pages.file(path);
        if (file.isEmpty() && !BuiltFiles.showsPage(path, request)) {
            Problems.notFound(response, callback);
        } else if (!BuiltFiles.isReading(request)) {
            Problems.methodNotAllowed(response, callback);
        } else if (file.isPresent()) {
            pages.send(file.get(), path, request, response, callback);
        } else {
            pages.sendPage(PAGE, request, response, callback);
        }
    }

    /** A token is no cookie, so another site could send nothing that is let in; this says so before a service is asked. */
    private static boolean comesFromAnotherSite(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        return (site != null && !SITES.contains(site))
                || (origin != null
                        && !origin.equals("http://" + request.getHeaders().get(HttpHeader.HOST)));
    }

    /** Cookies know no ports: a browser sends the shopper's session along, which is no business of an operator's request. */
    private static final class WithoutCookies extends ReverseProxy {

        /** Longer than a service reads whole topics for a plan. */
        private static final long IDLE_MILLIS = 150_000;

        @Override
        protected HttpClient newHttpClient() {
            HttpClient client = super.newHttpClient();
            client.setIdleTimeout(IDLE_MILLIS);
            return client;
        }

        @Override
        protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request upstream) {
            super.addProxyHeaders(request, upstream);
            upstream.headers(headers -> headers.remove(HttpHeader.COOKIE));
        }
    }
}
