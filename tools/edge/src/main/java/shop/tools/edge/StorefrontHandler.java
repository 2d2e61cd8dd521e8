package shop.tools.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.PreCompressedHttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Does what react-frontend does in production ({@code storefront/server/default.conf.template}): the files of the built
 * storefront, the description of problem types that every refusal points to, and the product list as anybody may read it.
 *
 * <p>Files are read from the disk at every request, so that a new build is seen at once.
 */
final class StorefrontHandler extends Handler.Abstract.NonBlocking {

    private static final String PAGE = "/index.html";
    private static final String PROBLEM_TYPES = "/docs/problems.md";
    /** The addresses that the storefront knows; its router has the same. */
    private static final Pattern PAGES = Pattern.compile("/((your-cart|delivery|review|orders(/[^/]+)?)/?)?");

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

    private final Path dist;
    private final Path project;
    private final Request.Handler inventory;
    private final MimeTypes.Mutable types = new MimeTypes.Mutable();
    private final ResourceService files = new ResourceService();

    /**
     * @param dist the folder of the built storefront; it need not be there yet
     * @param project holds {@code docs/problems.md}
     * @param inventory passes a request on to inventory
     */
    StorefrontHandler(Path dist, Path project, Request.Handler inventory) {
        this.dist = dist;
        this.project = project;
        this.inventory = inventory;
        types.addMimeMapping("js", "text/javascript;charset=utf-8");
        types.addMimeMapping("css", "text/css;charset=utf-8");
        types.addMimeMapping("md", "text/markdown;charset=utf-8");
        files.setDirAllowed(false);
        files.setEtags(true);
    }

    static boolean isReading(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        boolean products = isPublicInventory(path);
        Optional<HttpContent> file = products ? Optional.empty() : file(path);
        if (!products && file.isEmpty() && !showsPage(path, request)) {
            Problems.notFound(response, callback);
        } else if (!isReading(request)) {
            Problems.methodNotAllowed(response, callback);
        } else if (products) {
            return inventory.handle(request, response, callback);
        } else if (file.isPresent()) {
            send(file.get(), path, request, response, callback);
        } else {
            if (!PAGES.matcher(path).matches()) {
                response.setStatus(404);
            }
            sendPage(request, response, callback);
        }
        return true;
    }

    /** All that the outside world may see of inventory; the rest is for neighbours in the cluster. */
    private static boolean isPublicInventory(String path) {
        return PUBLIC_INVENTORY.matcher(path).matches();
    }

    /** A browser gets the page at every address, also to say that there is nothing; other clients get a problem. */
    private static boolean showsPage(String path, Request request) {
        return path.equals("/")
                || (isReading(request) && request.getHeaders().contains(HttpHeader.ACCEPT, "text/html"));
    }

    private Optional<HttpContent> file(String path) throws IOException {
        Resource folder = ResourceFactory.of(this).newResource(path.equals(PROBLEM_TYPES) ? project : dist);
        if (folder == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(new ResourceHttpContentFactory(folder, types, ByteBufferPool.SIZED_NON_POOLING)
                            .getContent(path))
                    .filter(content -> !content.getResource().isDirectory());
        } catch (InvalidPathException e) {
            // No file of this machine can have such a name.
            return Optional.empty();
        }
    }

    private void sendPage(Request request, Response response, Callback callback) throws IOException {
        Optional<HttpContent> page = file(PAGE);
        if (page.isPresent()) {
            Request asked = Request.serveAs(request, Request.newHttpURIFrom(request, PAGE));
            send(page.get(), PAGE, asked, response, callback);
        } else {
            sendNotBuilt(response, callback);
        }
    }

    private void send(HttpContent content, String path, Request request, Response response, Callback callback)
            throws IOException {
        protect(response);
        // The build names assets by their content, so one that changes has another name.
        boolean named = path.startsWith("/assets/");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, named ? "public, max-age=31536000, immutable" : "no-cache");
        files.doGet(request, response, callback, inTheFormTaken(content, path, request, response));
    }

    /** The compressed copy that the build has put beside a file, if there is one and the client takes it. */
    private HttpContent inTheFormTaken(HttpContent content, String path, Request request, Response response)
            throws IOException {
        Optional<HttpContent> compressed = file(path + CompressedContentFormat.GZIP.getExtension());
        if (compressed.isEmpty()) {
            return content;
        }
        response.getHeaders().put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
        List<String> taken = request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING);
        return taken.contains(CompressedContentFormat.GZIP.getEncoding())
                ? new PreCompressedHttpContent(content, compressed.get(), CompressedContentFormat.GZIP)
                : content;
    }

    private static void sendNotBuilt(Response response, Callback callback) {
        protect(response);
        response.setStatus(503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        byte[] text = "The storefront is not built. This builds it: ./shop build\n".getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(text), callback);
    }

    private static void protect(Response response) {
        PROTECTION.forEach((name, value) -> response.getHeaders().put(name, value));
    }
}
