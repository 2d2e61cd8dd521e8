package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.ModelAndView;

class ConcurrencyLimitFilterTest {

    private final List<Problem> refusals = new ArrayList<>();
    private final ConcurrencyLimitFilter filter =
            new ConcurrencyLimitFilter(1, (request, response, handler, refusal) -> {
                refusals.add((Problem) refusal);
                return new ModelAndView();
            });

    @Test
    void oneRequestTooManyIsRefusedAndTheNextIsLetIn() throws Exception {
        var served = new ArrayList<String>();
        ask("/a", (request, response) -> {
            served.add("a");
            ask("/b", (other, answer) -> served.add("b"));
        });
        ask("/c", (request, response) -> served.add("c"));

        assertThat(served).containsExactly("a", "c");
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.getStatusCode().value()).isEqualTo(503);
            assertThat(refusal.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
        });
    }

    @Test
    void probesAreLetThroughWhenThereIsNoRoom() throws Exception {
        var served = new ArrayList<String>();
        ask("/a", (request, response) -> ask("/readyz", (probe, answer) -> served.add("probe")));

        assertThat(served).containsExactly("probe");
        assertThat(refusals).isEmpty();
    }

    @Test
    void failedRequestMakesRoom() throws Exception {
        var served = new ArrayList<String>();
        try {
            ask("/a", (request, response) -> {
                throw new IllegalStateException();
            });
        } catch (IllegalStateException expected) {
            ask("/b", (request, response) -> served.add("b"));
        }
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
