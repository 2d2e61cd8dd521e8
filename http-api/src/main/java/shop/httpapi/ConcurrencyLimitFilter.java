package shop.httpapi;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses a request at once when too many are being served.
 *
 * <p>Virtual threads set no limit. Without one, a burst of requests fills the memory, and most of them are answered after their
 * clients have gone. Probes always pass, since a busy service is alive.
 */
class ConcurrencyLimitFilter extends OncePerRequestFilter {

    private static final Set<String> PROBES = Set.of("/livez", "/readyz");
    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    private final Semaphore room;
    private final HandlerExceptionResolver problems;

    ConcurrencyLimitFilter(int limit, HandlerExceptionResolver problems) {
        this.room = new Semaphore(limit);
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PROBES.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!room.tryAcquire()) {
            problems.resolveException(request, response, null, overloaded());
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            room.release();
        }
    }

    private static Problem overloaded() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "temporarily-unavailable",
                        "Temporarily unavailable",
                        "The shop has more to do than it can at the moment. Please try again in a second.")
                .retryAfter(COME_AGAIN);
    }
}
