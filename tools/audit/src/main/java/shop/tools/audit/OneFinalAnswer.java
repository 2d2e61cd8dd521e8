package shop.tools.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * I3: every checkout has one order with one final answer, which is told once, never flips, and is what the stock says.
 *
 * <p>A cancelled order may have a rejected reservation: the shopper cancelled before the rejection was known.
 */
final class OneFinalAnswer implements Invariant {

    private static final Set<String> FINAL = Set.of("CONFIRMED", "REJECTED", "CANCELLED");

    private static final Set<List<String>> ALLOWED_ANSWERS =
            Set.of(List.of("confirmed"), List.of("rejected"), List.of("cancelled"), List.of("confirmed", "cancelled"));

    private static final Map<String, Set<String>> RESERVATIONS = Map.of(
            "CONFIRMED", Set.of("RESERVED"),
            "REJECTED", Set.of("REJECTED"),
            "CANCELLED", Set.of("RELEASED", "CANCELLED_FIRST", "REJECTED"));

    @Override
    public Finding check(History history) {
        var finding =
                new Finding.Builder("I3", "Every accepted checkout has exactly one final answer, and it never flips");
        Map<String, String> deadLetters = history.deadLettersByKey();
        Map<UUID, List<History.Order>> orders = new HashMap<>();
        history.orders()
                .forEach(order -> orders.computeIfAbsent(order.orderId(), _ -> new ArrayList<>(1))
                        .add(order));
        Map<UUID, String> reservations = new HashMap<>();
        history.reservations().forEach(one -> reservations.put(one.orderId(), one.state()));

        for (History.Checkout checkout : history.checkouts()) {
            UUID id = checkout.orderId();
            List<History.Order> found = orders.getOrDefault(id, List.of());
            String because = deadLetters.containsKey(id.toString())
                    ? " (an event of it is a dead letter: " + deadLetters.get(id.toString()) + ")"
                    : "";
            if (found.size() != 1) {
                finding.broken(id, "was accepted, but order-service knows " + found.size() + " orders of it" + because);
            } else {
                judge(finding, id, String.valueOf(found.getFirst().status()), reservations.get(id), because);
            }
        }
        ordersWithoutACheckout(history).forEach(id -> finding.broken(id, "is an order that no checkout accepted"));
        answersByOrder(history)
                .forEach((id, answers) -> finding.brokenIf(
                        !ALLOWED_ANSWERS.contains(answers),
                        id,
                        "order.events tells " + String.join(", then ", answers)));
        return finding.checked(history.checkouts().size(), "checkouts");
    }

    /** An order without a status is left out: its placing is not known to order-service, and so it is to nobody. */
    private static Set<UUID> ordersWithoutACheckout(History history) {
        var ids = new HashSet<UUID>();
        history.orders().stream().filter(order -> order.status() != null).forEach(order -> ids.add(order.orderId()));
        history.checkouts().forEach(checkout -> ids.remove(checkout.orderId()));
        return ids;
    }

    private static void judge(
            Finding.Builder finding, UUID id, String status, @Nullable String reservation, String because) {
        if (!FINAL.contains(status)) {
            finding.broken(id, "has no final answer, its status is " + status + because);
        } else if (!RESERVATIONS.getOrDefault(status, Set.of()).contains(String.valueOf(reservation))) {
            finding.broken(id, "is " + status + ", but its reservation is " + reservation + because);
        }
    }

    /** What order.events told of each order, every event once, in the order of its partition. */
    private static Map<UUID, List<String>> answersByOrder(History history) {
        var answers = new HashMap<UUID, List<String>>();
        history.firstOccurrences().forEach(record -> {
            String answer = switch (record.content()) {
                case RecordContent.Confirmed _ -> "confirmed";
                case RecordContent.Rejected _ -> "rejected";
                case RecordContent.Cancelled _ -> "cancelled";
                case RecordContent.Placed _,
                        RecordContent.StockReserved _,
                        RecordContent.StockRejected _,
                        RecordContent.StockReleased _,
                        RecordContent.UnknownType _,
                        RecordContent.Malformed _ -> "";
            };
            if (!answer.isEmpty() && record.content() instanceof RecordContent.AboutOrder content) {
                answers.computeIfAbsent(content.orderId(), _ -> new ArrayList<>(2))
                        .add(answer);
            }
        });
        return answers;
    }
}
