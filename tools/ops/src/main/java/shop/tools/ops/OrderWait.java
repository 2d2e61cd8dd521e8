package shop.tools.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an order waits for, and the commands that help.
 *
 * <p>Found in the order of the pipeline: a letter that died, an event that is not published, an event that a reader has not handled,
 * and else the status. The first place that stands still explains all that comes behind it.
 */
record OrderWait(String sentence, List<String> next) {

    /** Who has to handle which events. */
    private static final Map<String, List<String>> READERS = Map.of(
            "checkout.order-placed.v1", List.of("inventory", "order"),
            "inventory.stock-reserved.v1", List.of("order"),
            "inventory.stock-rejected.v1", List.of("order"),
            "order.cancelled.v1", List.of("inventory"));

    /** Usual delays are far below it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** @param silent the services that did not answer: nothing follows from what they do not show */
    static OrderWait of(UUID order, List<Step> steps, Instant now, Set<String> silent) {
        boolean whole = silent.isEmpty();
        if (steps.isEmpty()) {
            return whole
                    ? new OrderWait(
                            "No service knows an order " + order + ": it was never accepted, or the id is wrong.",
                            List.of())
                    : new OrderWait(
                            "Nothing is known of " + order + " by the services that answered.",
                            List.of("./shop ops order " + order));
        }
        return letter(steps, now)
                .or(() -> unpublished(steps, now))
                .or(() -> unhandled(steps, now, silent))
                .orElseGet(() -> status(order, steps, now, whole));
    }

    private static Optional<OrderWait> letter(List<Step> steps, Instant now) {
        return steps.stream()
                .filter(step -> step.is("LETTER", "state", "OPEN"))
                .findFirst()
                .map(step -> {
                    String consumer = step.details().path("consumer").asString("");
                    String key = step.details().path("key").asString("");
                    String ref =
                            step.service() + "/" + step.details().path("id").asString("");
                    return new OrderWait(
                            "It has waited for an operator for " + age(step, now) + ": " + consumer
                                    + " could not handle "
                                    + step.details().path("type").asString("an event") + ", which is letter " + ref
                                    + ".",
                            List.of("./shop ops letter show " + ref, KeyVerb.redrive(consumer, key)));
                });
    }

    private static Optional<OrderWait> unpublished(List<Step> steps, Instant now) {
        return steps.stream()
                .filter(step -> step.is("OUTBOX", "published", "false"))
                .filter(step -> !handledBySomebody(step, steps))
                .findFirst()
                .map(step -> new OrderWait(
                        "It has waited for " + age(step, now) + " for the relay of " + step.service() + " to publish "
                                + type(step) + "." + (recent(step, now) ? " That is usual for a moment." : ""),
                        recent(step, now) ? List.of() : List.of("./shop logs " + step.service(), "./shop status")));
    }

    private static Optional<OrderWait> unhandled(List<Step> steps, Instant now, Set<String> silent) {
        for (Step sent : steps) {
            if (!sent.kind().equals("OUTBOX")) {
                continue;
            }
            var missing = new ArrayList<>(READERS.getOrDefault(type(sent), List.of()));
            missing.removeAll(silent);
            steps.stream()
                    .filter(step -> step.kind().equals("INBOX") && step.event().equals(sent.event()))
                    .forEach(step -> missing.remove(step.service()));
            if (!missing.isEmpty()) {
                return Optional.of(new OrderWait(
                        "It has waited for " + age(sent, now) + " for " + String.join(" and ", missing) + " to handle "
                                + type(sent) + ", which is published."
                                + (recent(sent, now) ? " That is usual for a moment." : ""),
                        recent(sent, now)
                                ? List.of()
                                : List.of("./shop ops waiting", "./shop logs " + missing.getFirst())));
            }
        }
        return Optional.empty();
    }

    private static OrderWait status(UUID order, List<Step> steps, Instant now, boolean whole) {
        Optional<Step> last =
                steps.stream().filter(step -> step.kind().equals("STATUS")).reduce((_, later) -> later);
        String status =
                last.map(step -> step.details().path("status").asString("")).orElse("");
        if (last.isPresent() && !status.equals("PLACED")) {
            return new OrderWait(
                    "It waits for nothing: it has been " + status + " for " + age(last.get(), now) + ".", List.of());
        }
        return new OrderWait(
                (last.isPresent() ? "It has been PLACED for " + age(last.get(), now) : "It has no status")
                        + (whole
                                ? ", and no service shows what it waits for."
                                : ", and what it waits for is in a service that did not answer."),
                List.of(whole ? "./shop ops waiting" : "./shop ops order " + order));
    }

    /** The proof that an event is published comes up to two seconds after it is. */
    private static boolean handledBySomebody(Step sent, List<Step> steps) {
        return steps.stream()
                .anyMatch(step -> step.kind().equals("INBOX") && step.event().equals(sent.event()));
    }

    private static boolean recent(Step step, Instant now) {
        return Duration.between(step.at(), now).compareTo(PATIENCE) < 0;
    }

    private static String type(Step step) {
        return step.details().path("type").asString("an event");
    }

    private static String age(Step step, Instant now) {
        return Times.age(Duration.between(step.at(), now));
    }
}
