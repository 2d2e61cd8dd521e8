package shop.httpapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Tells whether a page of another site makes a browser send a request, which then carries the shopper's cookie.
 *
 * <p>A browser says so itself: in {@code Sec-Fetch-Site}, or, if it is old or the connection is not safe, in {@code Origin}. A
 * client that says neither is no browser. Source: net/http.CrossOriginProtection of Go 1.25; W3C Fetch Metadata, section 2.3.
 */
final class CrossSite {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private CrossSite() {}

    /** Whether the request may change something and comes from another origin than this one. */
    static boolean changes(HttpServletRequest request) {
        if (isReading(request)) {
            return false;
        }
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && !isOfHost(origin, request.getHeader(HttpHeaders.HOST));
    }

    /** Whether the method changes nothing (RFC 9110, section 9.2.1). */
    static boolean isReading(HttpServletRequest request) {
        return READING.contains(request.getMethod());
    }

    private static boolean isOfHost(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return host != null && scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
}
