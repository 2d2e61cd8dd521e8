package shop.testing.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import shop.checkout.submission.CheckoutOutcome.Accepted;
import shop.inventory.reservation.ReservationState;
import shop.order.status.Fact;
import shop.order.status.Order;
import shop.order.status.OrderStatus;
import shop.schemas.StockLine;
import shop.testing.model.CheckoutTables.Answer;
import shop.testing.model.InventoryTables.Reservation;

/**
 * Judges a run by the invariants of docs/ARCHITECTURE.md: what must hold always, after every commit; the rest when the
 * pipeline has come to rest. I8 holds by construction: nothing but {@link Relay} appends to a topic.
 *
 * <p>At rest every release is repaired and every letter redriven, so there is no excuse for a shopper without an answer.
 */
final class Invariants {

    private final World world;
    private final Map<Press, OrderStatus> seen = new EnumMap<>(Press.class);
    private int commits;
    private int answers;

    Invariants(World world) {
        this.world = world;
    }

    /** Cheap if nothing was committed or answered since the last time. */
    Optional<Violation> afterStep() {
        if (world.checkout.answers.size() != answers) {
            answers = world.checkout.answers.size();
            Optional<Violation> broken = oneAnswerPerKey();
            if (broken.isPresent()) {
                return broken;
            }
        }
        if (world.commits() == commits) {
            return Optional.empty();
        }
        commits = world.commits();
        return noOversell()
                .or(this::reservedIsWhatReservationsHold)
                .or(this::statusMovesForward)
                .or(this::oneCheckoutPerKeyAndCart)
                .or(this::eachEffectHappensOnceAndInOrder)
                .or(this::onlyWhatFailsIsBuried);
    }

    Optional<Violation> atRest() {
        return noEventIsLost()
                .or(this::eventsOfAnOrderArriveInCommitOrder)
                .or(this::everyOrderHasItsAnswer)
                .or(this::theOrderOfArrivalDoesNotMatter)
                .or(this::stockAndStatusAgree);
    }

    private Optional<Violation> noOversell() {
        for (String sku : Scenario.SKUS) {
            int reserved = world.inventoryTables.reserved.getOrDefault(sku, 0);
            if (reserved < 0 || reserved > Scenario.ON_HAND.getOrDefault(sku, 0)) {
                return broken("I1", reserved + " of " + Scenario.ON_HAND.get(sku) + " " + sku + " are reserved");
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> reservedIsWhatReservationsHold() {
        for (String sku : Scenario.SKUS) {
            int reserved = world.inventoryTables.reserved.getOrDefault(sku, 0);
            int held = held(sku);
            if (reserved != held) {
                return broken("I2", reserved + " " + sku + " are reserved, but reservations hold " + held);
            }
        }
        return Optional.empty();
    }

    private int held(String sku) {
        int units = 0;
        for (Reservation reservation : world.inventoryTables.reservations.values()) {
            if (reservation.holdsStock()) {
                for (StockLine line : reservation.lines()) {
                    units += line.sku().equals(sku) ? line.quantity() : 0;
                }
            }
        }
        return units;
    }

    private Optional<Violation> statusMovesForward() {
        for (Map.Entry<Press, Order> entry : world.orderTables.orders.entrySet()) {
            OrderStatus now = entry.getValue().status().orElse(null);
            OrderStatus before = now == null ? seen.remove(entry.getKey()) : seen.put(entry.getKey(), now);
            boolean allowed = switch (before) {
                case null -> true;
                case PLACED -> now != null;
                case CONFIRMED -> now == OrderStatus.CONFIRMED || now == OrderStatus.CANCELLED;
                case REJECTED, CANCELLED -> now == before;
            };
            if (!allowed) {
                return broken("I3", "the order of (" + entry.getKey() + ") was " + before + " and is " + now);
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> oneCheckoutPerKeyAndCart() {
        List<Press> stored = world.checkout.stored;
        for (int i = 0; i < stored.size(); i++) {
            for (Press later : stored.subList(i + 1, stored.size())) {
                if (stored.get(i).hasKeyOf(later) || stored.get(i).hasCartOf(later)) {
                    return broken("I7", "(" + stored.get(i) + ") and (" + later + ") are both orders");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> oneAnswerPerKey() {
        List<Answer> all = world.checkout.answers;
        Answer latest = all.getLast();
        for (Answer earlier : all) {
            if (earlier.press().hasKeyOf(latest.press())) {
                boolean same = earlier.press().asksForTheSameAs(latest.press());
                boolean bothAccepted = earlier.outcome() instanceof Accepted && latest.outcome() instanceof Accepted;
                if (same ? !earlier.outcome().equals(latest.outcome()) : bothAccepted) {
                    return broken("I7", earlier + ", and " + latest);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> eachEffectHappensOnceAndInOrder() {
        for (Group group : world.groups()) {
            if (!group.repeated.isEmpty()) {
                return broken("I6", group.repeated.getFirst() + " took effect twice in " + group.service.word());
            }
            if (!group.overtaken.isEmpty()) {
                return broken(
                        "I5",
                        group.overtaken.getFirst() + " took effect in " + group.service.word()
                                + " after a later event of its order");
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> onlyWhatFailsIsBuried() {
        for (Group group : world.groups()) {
            if (!group.needless.isEmpty()) {
                return broken(
                        "I3",
                        group.needless.getFirst() + " is a dead letter of " + group.service.word()
                                + ", so its shopper waits, and no release ever failed at it");
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> noEventIsLost() {
        for (Topic topic : Topic.values()) {
            Set<Integer> published = new HashSet<>();
            world.topics.records(topic).forEach(record -> published.add(record.id()));
            for (Event row : world.outbox(topic)) {
                if (!published.contains(row.id())) {
                    return broken("I4", row + " is in the outbox of " + topic.word() + " and not in its topic");
                }
                for (Group group : world.groups()) {
                    if (group.service.topics().contains(topic) && !group.inbox.get(row.id())) {
                        String place = group.letters.open().contains(row)
                                ? " is a letter of " + group.service.word() + " behind a key that does not wait"
                                : " is in the topic and took no effect in " + group.service.word();
                        return broken("I4", row + place);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Of several deliveries the first one counts. */
    private Optional<Violation> eventsOfAnOrderArriveInCommitOrder() {
        for (Topic topic : Topic.values()) {
            Map<Press, Event> latest = new EnumMap<>(Press.class);
            Set<Integer> arrived = new HashSet<>();
            for (Event record : world.topics.records(topic).toList()) {
                if (arrived.add(record.id())) {
                    Event before = latest.put(record.order(), record);
                    if (before != null && before.id() > record.id()) {
                        return broken("I5", record + " arrived after " + before + ", which was committed later");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> everyOrderHasItsAnswer() {
        for (Press order : world.checkout.stored) {
            Order known = world.orderTables.orders.get(order);
            OrderStatus status = known == null ? null : known.status().orElse(null);
            if ((status == null || status == OrderStatus.PLACED)) {
                return broken("I3", "the order of (" + order + ") was accepted and has no answer: " + status);
            }
        }
        return Optional.empty();
    }

    /** The stored order is what the same facts give in the opposite order. */
    private Optional<Violation> theOrderOfArrivalDoesNotMatter() {
        for (Press order : world.checkout.stored) {
            Order stored = world.orderTables.orders.get(order);
            if (stored != null) {
                Order folded = foldedBackwards(order, stored.cancelled());
                if (!folded.equals(stored)) {
                    return broken(
                            "I6",
                            "the order of (" + order + ") is stored as " + words(stored) + ", but its facts say "
                                    + words(folded));
                }
            }
        }
        return Optional.empty();
    }

    private static String words(Order order) {
        var facts = new ArrayList<String>();
        for (Fact fact : Arrays.asList(order.placed(), order.stockAnswer(), order.cancelled())) {
            if (fact != null) {
                facts.add(fact.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(" and ", facts);
    }

    private Order foldedBackwards(Press order, Fact.@Nullable Cancelled cancelled) {
        var facts = new ArrayList<Fact>();
        for (Topic topic : Service.ORDER.topics()) {
            for (Event event : world.outbox(topic)) {
                Fact fact = event.order() == order ? OrderTables.factOf(event) : null;
                if (fact != null) {
                    facts.add(fact);
                }
            }
        }
        if (cancelled != null) {
            facts.add(cancelled);
        }
        Collections.reverse(facts);
        Order folded = Order.unknown(order.orderId());
        for (Fact fact : facts) {
            folded = folded.apply(fact);
        }
        return folded;
    }

    private Optional<Violation> stockAndStatusAgree() {
        for (Press order : world.checkout.stored) {
            Order known = world.orderTables.orders.get(order);
            Reservation reservation = world.inventoryTables.reservations.get(order);
            if (known != null) {
                ReservationState state = reservation == null ? null : reservation.state();
                boolean agree = switch (known.status().orElseThrow()) {
                    case PLACED -> false;
                    case CONFIRMED -> state == ReservationState.RESERVED;
                    case REJECTED -> state == ReservationState.REJECTED;
                    case CANCELLED -> state != null && state != ReservationState.RESERVED;
                };
                if (!agree) {
                    return broken(
                            "I2",
                            "the order of (" + order + ") is " + known.status().orElseThrow() + " and its reservation "
                                    + state);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Violation> broken(String invariant, String words) {
        return Optional.of(new Violation(invariant, words));
    }
}
