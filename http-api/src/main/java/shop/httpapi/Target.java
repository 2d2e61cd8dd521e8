package shop.httpapi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a request as it was sent. Only one that everybody on the way reads alike is taken: what one reader decodes,
 * shortens or cuts off means another resource to it than to the next.
 */
final class Target {

    private static final int DELETE = 0x7f;

    private Target() {}

    /**
     * Whether there is one reading: no parameters of path elements, no empty element but the last, no {@code .} and {@code ..}, no
     * slash, backslash or control character, also none that is encoded, and UTF-8 throughout.
     */
    static boolean hasOneReading(String path, @Nullable String query) {
        return isPath(path) && (query == null || query.indexOf('%') < 0 || decode(query) != null);
    }

    private static boolean isPath(String path) {
        if (!path.startsWith("/") || path.contains("//")) {
            return false;
        }
        String decoded = path;
        if (path.indexOf('%') >= 0) {
            decoded = decode(path);
            if (decoded == null || slashes(decoded) != slashes(path)) {
                return false;
            }
        }
        return decoded.indexOf(';') < 0 && decoded.indexOf('\\') < 0 && !hasDots(decoded);
    }

    private static long slashes(String path) {
        return path.chars().filter(character -> character == '/').count();
    }

    private static boolean hasDots(String path) {
        for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
            int begin = slash + 1;
            int dots = begin;
            while (dots < path.length() && path.charAt(dots) == '.') {
                dots++;
            }
            int length = dots - begin;
            if ((length == 1 || length == 2) && (dots == path.length() || path.charAt(dots) == '/')) {
                return true;
            }
        }
        return false;
    }

    /** @return null if an escape is cut short or stands for a control character, or if the whole is not UTF-8 */
    private static @Nullable String decode(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character != '%') {
                bytes.write(character);
                continue;
            }
            if (i + 2 >= text.length()) {
                return null;
            }
            int high = Character.digit(text.charAt(i + 1), 16);
            int low = Character.digit(text.charAt(i + 2), 16);
            int value = high * 16 + low;
            if (high < 0 || low < 0 || value < ' ' || value == DELETE) {
                return null;
            }
            bytes.write(value);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
