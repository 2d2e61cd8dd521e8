package shop.messaging;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The W3C trace context of an appended event.
 *
 * <p>While a batch is handled, an event continues the trace of the received event of the same aggregate; otherwise the
 * trace of the running request. Source: W3C Trace Context, section 3.2.
 */
class TraceContext {

    private static final ScopedValue<Map<String, String>> RECEIVED = ScopedValue.newInstance();

    private final @Nullable Tracer tracer;

    TraceContext(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** Runs {@code work} with the trace contexts of a received batch, aggregate id to {@code traceparent}. */
    static void whileHandling(Map<String, String> traceparents, Runnable work) {
        ScopedValue.where(RECEIVED, traceparents).run(work);
    }

    @Nullable String traceparentFor(String aggregateId) {
        String received = RECEIVED.isBound() ? RECEIVED.get().get(aggregateId) : null;
        return received != null ? received : current();
    }

    private @Nullable String current() {
        Span span = tracer == null ? null : tracer.currentSpan();
        if (span == null || span.isNoop()) {
            return null;
        }
        io.micrometer.tracing.TraceContext context = span.context();
        return "00-" + context.traceId() + "-" + context.spanId()
                + (Boolean.TRUE.equals(context.sampled()) ? "-01" : "-00");
    }
}
