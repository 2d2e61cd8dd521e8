package shop.httpapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Bounds how often a shopper and an address ask for what costs: changes, streams, sessions that begin, and requests that are refused. The
 * buckets are this process's own, so several processes together allow more. Requests of other services are not counted. Safe for
 * use by several threads.
 */
final class Rates {

    private static final String SHOPPER = Rates.class.getName() + ".shopper";

    /** What happens to clients that do nothing wrong: not there yet, or changed meanwhile. */
    private static final Set<Integer> USUAL = Set.of(404, 409, 412);

    private final Buckets changes;
    private final Buckets streams;
    private final Buckets refusals;
    private final Buckets sessionsOfAddresses;
    private final Buckets streamsOfAddresses;
    private final Buckets refusalsOfAddresses;

    Rates(HttpApiProperties.Rate settings) {
        changes = new Buckets(settings.changesPerMinute(), settings.changesAtOnce());
        streams = new Buckets(settings.streamsPerMinute(), settings.streamsAtOnce());
        refusals = new Buckets(settings.refusalsPerMinute(), settings.refusalsAtOnce());
        sessionsOfAddresses = new Buckets(settings.addressPerMinute(), settings.addressAtOnce());
        streamsOfAddresses = new Buckets(settings.addressPerMinute(), settings.addressAtOnce());
        refusalsOfAddresses = new Buckets(settings.addressPerMinute(), settings.addressAtOnce());
    }

    /** @throws Problem if too many sessions begin at the address of the request */
    void countSession(HttpServletRequest request) {
        if (isFromOutside(request)) {
            sessionsOfAddresses.take(addressOf(request));
        }
    }

    /**
     * To be called as soon as it is known whose request it is.
     *
     * @throws Problem if the shopper changes things too often, opens too many streams, or had too many requests refused
     */
    void countRequest(Shopper shopper, HttpServletRequest request) {
        if (!isFromOutside(request)) {
            return;
        }
        request.setAttribute(SHOPPER, shopper.id());
        refusals.mustHaveOne(shopper.id());
        if (!CrossSite.isReading(request)) {
            changes.take(shopper.id());
        } else if (opensStream(request)) {
            streams.take(shopper.id());
            streamsOfAddresses.take(addressOf(request));
        }
    }

    /** @throws Problem if too many requests of the address were refused */
    void admit(HttpServletRequest request) {
        if (isFromOutside(request)) {
            refusalsOfAddresses.mustHaveOne(addressOf(request));
        }
    }

    /** To be called when the request is answered. Whose it was is known if it came so far. */
    void countAnswer(HttpServletRequest request, int status) {
        if (status < 400 || status >= 500 || USUAL.contains(status) || !isFromOutside(request)) {
            return;
        }
        refusalsOfAddresses.takeIfThere(addressOf(request));
        Object shopper = request.getAttribute(SHOPPER);
        if (shopper != null) {
            refusals.takeIfThere(shopper);
        }
    }

    private static boolean isFromOutside(HttpServletRequest request) {
        return request.getHeader(EntranceFilter.FORWARDED_PROTO) != null;
    }

    /** Whether the controller that was chosen answers with a stream. */
    private static boolean opensStream(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Set<?> types
                && types.contains(MediaType.TEXT_EVENT_STREAM);
    }

    /** The load balancer appends the address that it sees; what stands before it may be made up. */
    private static String addressOf(HttpServletRequest request) {
        String forwarded = request.getHeader("X-Forwarded-For");
        return forwarded == null
                ? request.getRemoteAddr()
                : forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    }
}
