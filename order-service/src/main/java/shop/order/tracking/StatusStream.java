package shop.order.tracking;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import shop.httpapi.LastingRequest;
import shop.httpapi.Shopper;
import shop.order.status.OrderStatus;
import shop.order.status.Orders;
import shop.order.status.Orders.ShopperOrder;
import shop.order.status.Timeline;
import shop.order.status.Timeline.Step;
import shop.schemas.Shortage;
import tools.jackson.databind.json.JsonMapper;

/** An order's statuses as server-sent events: each step once, as soon as it is known, until the status is final. */
@Service
class StatusStream {

    private static final Logger log = LoggerFactory.getLogger(StatusStream.class);

    /** Longer than usual: whoever has so many streams open must not open them in turns. */
    private static final Duration AFTER_GIVING_WAY = Duration.ofSeconds(30);

    private final Orders orders;
    private final WatchRegistry watches;
    private final TrackingProperties properties;
    private final JsonMapper json;

    StatusStream(Orders orders, WatchRegistry watches, TrackingProperties properties, JsonMapper json) {
        this.orders = orders;
        this.watches = watches;
        this.properties = properties;
        this.json = json;
    }

    /**
     * Sends the steps after {@code lastSeen} and returns when the stream is over: the order has its final status or stayed
     * unknown for too long, the client went away, the stream gives way to newer ones, or the process stops. A browser that reconnects
     * after the final status gets 204, which stops it from reconnecting. Another shopper's order stays unknown.
     */
    void follow(Shopper shopper, UUID orderId, int lastSeen, HttpServletResponse response) {
        var order = new ShopperOrder(orderId, shopper.id());
        try (Watch watch = watches.open(order)) {
            List<Timeline> known = orders.timelines(List.of(order));
            if (known.stream()
                    .anyMatch(it -> it.status().isFinal() && it.steps().size() <= lastSeen)) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            LastingRequest.beginLimitedByCaller();
            known.forEach(watch::offer);
            forward(watch, lastSeen, SseResponse.begin(response));
        } catch (IOException e) {
            log.debug("The follower of order {} went away: {}", orderId, e.toString());
        }
    }

    private void forward(Watch watch, int lastSeen, SseResponse response) throws IOException {
        long begin = System.nanoTime();
        int sent = lastSeen;
        boolean known = lastSeen > 0;
        while (known || System.nanoTime() - begin < properties.unknownLimit().toNanos()) {
            switch (watch.next(properties.heartbeat())) {
                case Watch.Signal.Changed(Timeline timeline) -> {
                    known = true;
                    sent = send(timeline, sent, response);
                    if (timeline.status().isFinal()) {
                        return;
                    }
                }
                case Watch.Signal.TimedOut _ -> response.heartbeat();
                case Watch.Signal.GaveWay _ -> {
                    response.retryIn(AFTER_GIVING_WAY);
                    return;
                }
                case Watch.Signal.Ended _ -> {
                    return;
                }
            }
        }
    }

    /** @return how many steps the client has now */
    private int send(Timeline timeline, int sent, SseResponse response) throws IOException {
        List<Step> steps = timeline.steps();
        for (int next = sent; next < steps.size(); next++) {
            response.send(next + 1, "status", json.writeValueAsString(StatusEvent.of(steps.get(next), timeline)));
        }
        return Math.max(sent, steps.size());
    }

    /** @param shortages why the order was rejected; absent from other steps */
    record StatusEvent(
            OrderStatus status,
            Instant at,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Shortage> shortages) {

        static StatusEvent of(Step step, Timeline timeline) {
            return new StatusEvent(
                    step.status(), step.at(), step.status() == OrderStatus.REJECTED ? timeline.shortages() : List.of());
        }
    }
}
