package shop.httpapi;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Looks at the head of every request before anything else does, and refuses what no API of the shop speaks: an address that can be
 * read in two ways, a body that is not JSON (forms are not spoken here), and a change that a page of another site asks for. An address
 * that is refused too often is refused whatever it asks for. Every
 * answer tells browsers not to guess its type and, if it came by HTTPS, to come by nothing else.
 */
@Order(EntranceFilter.ORDER)
class EntranceFilter extends OncePerRequestFilter {

    /** Right after the observation, so that a refusal is counted and has a trace id. Nothing has read the body yet. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

    static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

    /** Set by the load balancer, and never by a service that calls another one. */
    static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    /** For this host alone: what else there is below the domain, the shop does not know. */
    private static final String ONE_YEAR = "max-age=31536000";

    private final Rates rates;
    private final HandlerExceptionResolver problems;

    EntranceFilter(Rates rates, HandlerExceptionResolver problems) {
        this.rates = rates;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(CONTENT_TYPE_OPTIONS, "nosniff");
        if ("https".equals(request.getHeader(FORWARDED_PROTO))) {
            response.setHeader("Strict-Transport-Security", ONE_YEAR);
        }
        Optional<Problem> refusal = refusal(request);
        if (refusal.isPresent()) {
            problems.resolveException(request, response, null, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
        rates.countAnswer(request, response.getStatus());
    }

    private Optional<Problem> refusal(HttpServletRequest request) {
        try {
            rates.admit(request);
        } catch (Problem tooOften) {
            return Optional.of(tooOften);
        }
        if (!Target.hasOneReading(request.getRequestURI(), request.getQueryString())) {
            return Optional.of(Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "bad-request",
                    "Bad request",
                    "The address of the request can be read in more than one way, or is not UTF-8."));
        }
        if (CrossSite.changes(request)) {
            return Optional.of(Problem.of(
                    HttpStatus.FORBIDDEN,
                    "cross-site-request",
                    "The request comes from another site",
                    "Only pages of the shop itself can change something. Open the shop, then try again."));
        }
        if (hasBody(request) && !isJson(request.getContentType())) {
            return Optional.of(StatusProblem.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE));
        }
        return Optional.empty();
    }

    /** Without one of these headers there is none (RFC 9112, section 6.3). */
    static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        if (end < 0) {
            return contentType.equalsIgnoreCase(MediaType.APPLICATION_JSON_VALUE);
        }
        String parameter = contentType.substring(end + 1).strip().toLowerCase(Locale.ROOT);
        return contentType.substring(0, end).strip().equalsIgnoreCase(MediaType.APPLICATION_JSON_VALUE)
                && (parameter.equals("charset=utf-8") || parameter.equals("charset=\"utf-8\""));
    }
}
