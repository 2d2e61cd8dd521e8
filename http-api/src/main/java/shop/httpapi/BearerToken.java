package shop.httpapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** The token in a request's {@code Authorization: Bearer} (RFC 6750, section 2.1). */
final class BearerToken {

    private static final String BEARER = "Bearer";

    /** A token of this scheme is bound to a key (RFC 9449); taking it for none would make its sender a guest. */
    private static final String DPOP = "DPoP";

    private BearerToken() {}

    /**
     * @return empty if there is none; other schemes, such as the password of a proxy, are not meant for the shop
     * @throws Problem if there is more than one, or one of a kind that the shop does not take
     */
    static Optional<String> of(HttpServletRequest request) {
        Enumeration<String> values = request.getHeaders(HttpHeaders.AUTHORIZATION);
        if (!values.hasMoreElements()) {
            return Optional.empty();
        }
        var tokens = Collections.list(values).stream()
                .filter(value -> hasScheme(value, BEARER) || hasScheme(value, DPOP))
                .toList();
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        if (tokens.size() > 1 || hasScheme(tokens.getFirst(), DPOP)) {
            throw Unauthorized.tokenInvalid();
        }
        return Optional.of(tokens.getFirst().substring(BEARER.length()).strip());
    }

    private static boolean hasScheme(String value, String scheme) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length())
                && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
    }
}
