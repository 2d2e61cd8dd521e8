package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.netflix.concurrency.limits.limit.FixedLimit;
import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.ModelAndView;

class ConcurrencyLimitFilterTest {

    private final List<Problem> refusals = new ArrayList<>();
    private final Admission admission = new Admission(
            FixedLimit.of(1),
            new HttpApiProperties.Limit(
                    Duration.ofMillis(500), 1, 1, Duration.ofSeconds(1), Duration.ofMillis(100), 0, 1),
            System::nanoTime);
    private final ConcurrencyLimitFilter filter = new ConcurrencyLimitFilter(admission, (_, _, _, refusal) -> {
        refusals.add((Problem) refusal);
        return new ModelAndView();
    });

    @Test
    void oneRequestTooManyIsRefusedAndTheNextIsLetIn() throws Exception {
        var served = new ArrayList<String>();
        ask("/a", (_, _) -> {
            served.add("a");
            ask("/b", (_, _) -> served.add("b"));
        });
        ask("/c", (_, _) -> served.add("c"));

        assertThat(served).containsExactly("a", "c");
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.getStatusCode().value()).isEqualTo(503);
            assertThat(refusal.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
        });
    }

    @Test
    void probesAreLetThroughWhenThereIsNoRoom() throws Exception {
        var served = new ArrayList<String>();
        ask("/a", (_, _) -> ask("/readyz", (probe, _) -> served.add("probe")));

        assertThat(served).containsExactly("probe");
        assertThat(refusals).isEmpty();
    }

    @Test
    void failedRequestMakesRoom() throws Exception {
        var served = new ArrayList<String>();
        try {
            ask("/a", (_, _) -> {
                throw new IllegalStateException();
            });
        } catch (IllegalStateException _) {
            ask("/b", (_, _) -> served.add("b"));
        }
        assertThat(served).containsExactly("b");
    }

    @Test
    void requestThatLastsMakesRoom() throws Exception {
        var served = new ArrayList<String>();
        ask("/a", (watch, _) -> {
            RequestContextHolder.setRequestAttributes(new ServletRequestAttributes((MockHttpServletRequest) watch));
            try {
                LastingRequest.begin();
            } finally {
                RequestContextHolder.resetRequestAttributes();
            }
            ask("/b", (_, _) -> served.add("b"));
        });

        assertThat(served).containsExactly("b");
    }

    private void ask(String path, FilterChain chain) {
        try {
            filter.doFilter(new MockHttpServletRequest("GET", path), new MockHttpServletResponse(), chain);
        } catch (java.io.IOException | jakarta.servlet.ServletException e) {
            throw new AssertionError(e);
        }
    }
}
