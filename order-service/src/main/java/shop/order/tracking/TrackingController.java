package shop.order.tracking;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Shopper;
import shop.order.status.OrderProblems;
import shop.order.status.OrderView;
import shop.order.status.Orders;

/** One order: its current state, at once or as soon as it is known, and its changes as a stream. */
@RestController
@RequestMapping("/order/api/v1/orders/{orderId}")
class TrackingController {

    private final Orders orders;
    private final OrderLongPoll longPoll;
    private final StatusStream stream;

    TrackingController(Orders orders, OrderLongPoll longPoll, StatusStream stream) {
        this.orders = orders;
        this.longPoll = longPoll;
        this.stream = stream;
    }

    @GetMapping
    OrderView show(
            Shopper shopper,
            @PathVariable UUID orderId,
            @RequestHeader HttpHeaders headers,
            HttpServletResponse response) {
        Optional<Duration> wait = WaitPreference.parse(headers.getValuesAsList("Prefer"));
        wait.ifPresent(limit -> response.setHeader("Preference-Applied", "wait=" + limit.toSeconds()));
        return wait.map(limit -> longPoll.find(shopper, orderId, limit))
                .orElseGet(() -> orders.find(shopper, orderId))
                .orElseThrow(OrderProblems::unknownOrder);
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void follow(
            Shopper shopper,
            @PathVariable UUID orderId,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "0")
                    @Pattern(regexp = "[0-9]{1,9}", message = "must be the id of a step") String lastSeen,
            HttpMethod method,
            HttpServletResponse response) {
        // Spring hands HEAD to this method too, and a stream whose writes go nowhere would never notice its client
        // leave.
        if (method != HttpMethod.HEAD) {
            stream.follow(shopper, orderId, Integer.parseInt(lastSeen), response);
        }
    }
}
