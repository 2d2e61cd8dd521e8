package shop.tools.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The files of the built storefront: the page of its app, and what the page loads. */
final class StorefrontFiles {

    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_EVERY_TIME = "no-cache";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "svg", "image/svg+xml");

    private final Path dist;

    StorefrontFiles(Path dist) {
        this.dist = dist.toAbsolutePath().normalize();
    }

    /** The one page, which draws every path of the app; empty if the storefront is not built. */
    Optional<Content> page() {
        return read(dist.resolve("index.html"), ASK_EVERY_TIME);
    }

    /** @param path of a request, with its slash in front */
    Optional<Content> file(String path) {
        Path file;
        try {
            file = dist.resolve(path.substring(1)).normalize();
        } catch (InvalidPathException e) {
            // No file of this machine can have such a name.
            return Optional.empty();
        }
        // The build names assets by their content, so one that changes has another name.
        return file.startsWith(dist)
                ? read(file, path.startsWith("/assets/") ? FOR_EVER : ASK_EVERY_TIME)
                : Optional.empty();
    }

    private static Optional<Content> read(Path file, String caching) {
        String name = String.valueOf(file.getFileName());
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Content(type, caching, Files.readAllBytes(file)));
        } catch (IOException e) {
            // A build that runs at the moment replaces the files.
            return Optional.empty();
        }
    }

    /** @param caching value of Cache-Control */
    record Content(String type, String caching, byte[] bytes) {}
}
