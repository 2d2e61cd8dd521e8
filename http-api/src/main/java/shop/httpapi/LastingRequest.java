package shop.httpapi;

import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * A request that waits on purpose: for news of an order, or for another request with the same key. It is not slow and does no
 * work, so it has no part in the limit that follows latency. Only their number is limited ({@code shop.http.limit.lasting}).
 */
public final class LastingRequest {

    static final String PLACE = LastingRequest.class.getName() + ".place";

    private LastingRequest() {}

    /**
     * To be called by the thread of the request before it waits; there is no way back. Outside of a request it does nothing.
     *
     * @throws Problem if too many requests wait
     */
    public static void begin() {
        begin(true);
    }

    /** The same for a caller that bounds the number of its waiting requests itself: this one is counted and never refused. */
    public static void beginLimitedByCaller() {
        begin(false);
    }

    private static void begin(boolean limited) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null
                && request.getAttribute(PLACE, RequestAttributes.SCOPE_REQUEST) instanceof Admission.Place place
                && !place.last(limited)) {
            throw ConcurrencyLimitFilter.overloaded();
        }
    }
}
