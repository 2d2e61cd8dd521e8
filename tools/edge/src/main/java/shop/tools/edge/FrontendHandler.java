package shop.tools.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import shop.tools.edge.StorefrontFiles.Content;

/**
 * Stands in for react-frontend: the built storefront, the description of problem types that every refusal points to, and,
 * through {@link #isPublicInventory}, the product list as anybody may read it.
 */
final class FrontendHandler extends Handler.Abstract {

    static final String SERVICE = "react-frontend";

    private static final Pattern PUBLIC_INVENTORY = Pattern.compile("/inventory/api/v1/products(/[^/]+)?");

    /** What the storefront needs and nothing else; no script or style runs that is not a file of this host. */
    private static final Map<String, String> PROTECTION = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Referrer-Policy",
            "no-referrer",
            "X-Content-Type-Options",
            "nosniff");

    private static final Content NOT_BUILT = new Content(
            "text/plain;charset=utf-8",
            "no-store",
            "The storefront is not built. This builds it: ./shop build\n".getBytes(StandardCharsets.UTF_8));

    private final Path problems;
    private final StorefrontFiles storefront;

    FrontendHandler(Path project) {
        this.problems = project.resolve("docs/problems.md");
        this.storefront = new StorefrontFiles(project.resolve("storefront/dist"));
    }

    /** All that the outside world may see of inventory; the rest is for neighbours in the cluster. */
    static boolean isPublicInventory(String path) {
        return PUBLIC_INVENTORY.matcher(path).matches();
    }

    static boolean isReading(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Content> content = contentAt(Request.getPathInContext(request), request);
        if (content.isEmpty()) {
            Problems.notFound(response, callback);
        } else if (isReading(request)) {
            send(content.get(), response, callback);
        } else {
            Problems.methodNotAllowed(response, callback);
        }
        return true;
    }

    /** Whoever opens an address in a browser gets the storefront, which knows what is there; programs get a straight no. */
    private Optional<Content> contentAt(String path, Request request) {
        if (path.equals("/docs/problems.md")) {
            return problems();
        }
        return storefront
                .file(path)
                .or(() -> path.equals("/") || isNavigation(request)
                        ? Optional.of(storefront.page().orElse(NOT_BUILT))
                        : Optional.empty());
    }

    private static boolean isNavigation(Request request) {
        return isReading(request) && request.getHeaders().contains(HttpHeader.ACCEPT, "text/html");
    }

    private Optional<Content> problems() {
        try {
            return Optional.of(new Content("text/markdown;charset=utf-8", "no-cache", Files.readAllBytes(problems)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void send(Content content, Response response, Callback callback) {
        if (content == NOT_BUILT) {
            response.setStatus(503);
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, content.type());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.bytes().length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, content.caching());
        PROTECTION.forEach((name, value) -> response.getHeaders().put(name, value));
        response.write(true, ByteBuffer.wrap(content.bytes()), callback);
    }
}
