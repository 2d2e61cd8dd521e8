package shop.httpapi;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses requests when more come than the service can answer in time.
 *
 * <p>Virtual threads set no limit. Without one, every request is begun, all of them become slow, and most are answered after
 * their clients have gone. Probes always pass, since a busy service is alive.
 */
@Order(BodyFilter.ORDER + 10)
class ConcurrencyLimitFilter extends OncePerRequestFilter {

    private static final Set<String> PROBES = Set.of("/livez", "/readyz");
    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    private final Admission admission;
    private final HandlerExceptionResolver problems;

    ConcurrencyLimitFilter(Admission admission, HandlerExceptionResolver problems) {
        this.admission = admission;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PROBES.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean insider = request.getHeader(EntranceFilter.FORWARDED_PROTO) == null;
        Optional<Admission.Place> place = admission.enter(insider);
        if (place.isEmpty()) {
            problems.resolveException(request, response, null, overloaded());
            return;
        }
        request.setAttribute(LastingRequest.PLACE, place.get());
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            // A refusal takes less time than the work that was asked for.
            answered = response.getStatus() < 400;
        } finally {
            place.get().leave(answered);
        }
    }

    static Problem overloaded() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "temporarily-unavailable",
                        "Temporarily unavailable",
                        "The shop has more to do than it can at the moment. Please try again in a second.")
                .retryAfter(COME_AGAIN);
    }
}
