package shop.tools.edge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.PreCompressedHttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContentFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A folder that npm has built, as a browser gets it.
 *
 * <p>Files are read from the disk at every request, so that a new build is seen at once.
 */
final class BuiltFiles {

    /** What the pages need and nothing else; no script or style runs that is not a file of this host. */
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

    private final Container owner;
    private final Path folder;
    private final MimeTypes.Mutable types = new MimeTypes.Mutable();
    private final ResourceService files = new ResourceService();

    /**
     * @param owner closes what is open when it stops
     * @param folder need not be there yet
     */
    BuiltFiles(Container owner, Path folder) {
        this.owner = owner;
        this.folder = folder;
        types.addMimeMapping("js", "text/javascript;charset=utf-8");
        types.addMimeMapping("css", "text/css;charset=utf-8");
        types.addMimeMapping("md", "text/markdown;charset=utf-8");
        files.setDirAllowed(false);
        files.setEtags(true);
    }

    static boolean isReading(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    /** A browser gets a page at every address, also to say that there is nothing; other clients get a problem. */
    static boolean showsPage(String path, Request request) {
        return path.equals("/")
                || (isReading(request) && request.getHeaders().contains(HttpHeader.ACCEPT, "text/html"));
    }

    Optional<HttpContent> file(String path) throws IOException {
        Resource resource = ResourceFactory.of(owner).newResource(folder);
        if (resource == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(new ResourceHttpContentFactory(resource, types, ByteBufferPool.SIZED_NON_POOLING)
                            .getContent(path))
                    .filter(content -> !content.getResource().isDirectory());
        } catch (InvalidPathException e) {
            // No file of this machine can have such a name.
            return Optional.empty();
        }
    }

    /** @param page whose content is sent, whatever address was asked for */
    void sendPage(String page, Request request, Response response, Callback callback) throws IOException {
        Optional<HttpContent> content = file(page);
        if (content.isPresent()) {
            Request asked = Request.serveAs(request, Request.newHttpURIFrom(request, page));
            send(content.get(), page, asked, response, callback);
        } else {
            sendNotBuilt(response, callback);
        }
    }

    void send(HttpContent content, String path, Request request, Response response, Callback callback)
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
