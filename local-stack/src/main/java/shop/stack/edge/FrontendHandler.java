package shop.stack.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands in for react-frontend: a page that names the APIs, the description of problem types that every refusal points
 * to, and, through {@link #isPublicInventory}, the product list as anybody may read it.
 */
final class FrontendHandler extends Handler.Abstract {

    static final String SERVICE = "react-frontend";

    private static final Pattern PUBLIC_INVENTORY = Pattern.compile("/inventory/api/v1/products(/[^/]+)?");

    private final Path project;
    private final byte[] page;

    FrontendHandler(Path project) {
        this.project = project;
        this.page = startPage();
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
        switch (Request.getPathInContext(request)) {
            case "/" -> send(request, response, callback, "text/html;charset=utf-8", page);
            case "/docs/problems.md" -> sendProblems(request, response, callback);
            default -> Problems.notFound(response, callback);
        }
        return true;
    }

    private void sendProblems(Request request, Response response, Callback callback) {
        try {
            byte[] document = Files.readAllBytes(project.resolve("docs/problems.md"));
            send(request, response, callback, "text/markdown;charset=utf-8", document);
        } catch (IOException e) {
            Problems.notFound(response, callback);
        }
    }

    private static void send(Request request, Response response, Callback callback, String type, byte[] body) {
        if (!isReading(request)) {
            Problems.methodNotAllowed(response, callback);
            return;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static byte[] startPage() {
        try (InputStream in = FrontendHandler.class.getResourceAsStream("start-page.html")) {
            return Objects.requireNonNull(in, "start-page.html").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
