package shop.tools.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Does what react-frontend does in production ({@code storefront/server/default.conf.template}): the files of the built
 * storefront, the description of problem types that every refusal points to, and the product list as anybody may read it.
 */
final class StorefrontHandler extends Handler.Abstract.NonBlocking {

    private static final String PAGE = "/index.html";
    private static final String PROBLEM_TYPES = "/docs/problems.md";
    /** The addresses that the storefront knows; its router has the same. */
    private static final Pattern PAGES = Pattern.compile("/((your-cart|delivery|review|orders(/[^/]+)?)/?)?");

    private static final Pattern PUBLIC_INVENTORY = Pattern.compile("/inventory/api/v1/products(/[^/]+)?");

    private final BuiltFiles pages;
    private final BuiltFiles documents;
    private final Request.Handler inventory;

    /**
     * @param dist the folder of the built storefront; it need not be there yet
     * @param project holds {@code docs/problems.md}
     * @param inventory passes a request on to inventory
     */
    StorefrontHandler(Path dist, Path project, Request.Handler inventory) {
        this.pages = new BuiltFiles(this, dist);
        this.documents = new BuiltFiles(this, project);
        this.inventory = inventory;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        boolean products = isPublicInventory(path);
        Optional<HttpContent> file = products ? Optional.empty() : file(path);
        if (!products && file.isEmpty() && !BuiltFiles.showsPage(path, request)) {
            Problems.notFound(response, callback);
        } else if (!BuiltFiles.isReading(request)) {
            Problems.methodNotAllowed(response, callback);
        } else if (products) {
            return inventory.handle(request, response, callback);
        } else if (file.isPresent()) {
            pages.send(file.get(), path, request, response, callback);
        } else {
            if (!PAGES.matcher(path).matches()) {
                response.setStatus(404);
            }
            pages.sendPage(PAGE, request, response, callback);
        }
        return true;
    }

    /** All that the outside world may see of inventory; the rest is for neighbours in the cluster. */
    private static boolean isPublicInventory(String path) {
        return PUBLIC_INVENTORY.matcher(path).matches();
    }

    private Optional<HttpContent> file(String path) throws IOException {
        return path.equals(PROBLEM_TYPES) ? documents.file(path) : pages.file(path);
    }
}
