package shop.testing.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import shop.testing.faults.ClientOrder.Cancellation;
import shop.tools.audit.History;

/** Compares what shoppers were told with what the shop holds. Pure; the invariants of the shop alone are the audit's. */
final class ClientCheck {

    private final Map<String, List<UUID>> checkouts = new HashMap<>();
    private final Map<UUID, String> statuses = new HashMap<>();
    private final Set<String> keys = new HashSet<>();
    private final List<String> findings = new ArrayList<>();

    private ClientCheck(History history) {
        for (History.Checkout checkout : history.checkouts()) {
            checkouts
                    .computeIfAbsent(checkout.idempotencyKey(), _ -> new ArrayList<>(1))
                    .add(checkout.orderId());
        }
        history.orders().forEach(order -> statuses.put(order.orderId(), String.valueOf(order.status())));
    }

    /**
     * @param all every order that was ever asked for in this shop: what it holds besides them is a finding
     * @return one sentence for each thing that does not fit, empty if everything does
     */
    static List<String> findings(List<ClientOrder> all, History history) {
        var check = new ClientCheck(history);
        all.forEach(check::judge);
        check.checkouts.forEach((key, ids) -> {
            if (!check.keys.contains(key)) {
                check.findings.add("I7 " + ids.getFirst() + ": nobody ordered it, its key is " + key);
            }
        });
        return List.copyOf(check.findings);
    }

    private void judge(ClientOrder order) {
        keys.add(order.key());
        List<UUID> stored = checkouts.getOrDefault(order.key(), List.of());
        if (order.orders().size() > 1) {
            findings.add("I7 key " + order.key() + ": its answers name several orders, " + order.orders());
        }
        if (order.accepted()) {
            order.orders().forEach(id -> accepted(order, id, stored));
        } else if (order.declined() != null) {
            findings.add("I7 key " + order.key() + ": a correct order was declined, " + order.declined());
            if (!stored.isEmpty()) {
                findings.add("I7 key " + order.key() + ": it was declined, but stored as " + stored.getFirst());
            }
        } else {
            findings.add("I3 key " + order.key() + ": no answer came before the patience was over");
        }
    }

    private void accepted(ClientOrder order, UUID id, List<UUID> stored) {
        if (!stored.equals(List.of(id))) {
            findings.add("I3 " + id + ": it was accepted, but the key's checkouts are " + stored);
            return;
        }
        String status = statuses.getOrDefault(id, "unknown");
        if (!status.equals(order.told())) {
            findings.add("I3 " + id + ": it is " + status + ", but its shopper is told " + order.told());
        }
        boolean cancelled = status.equals("CANCELLED");
        if (cancelled && order.cancellation() == Cancellation.NOT_WANTED) {
            findings.add("I3 " + id + ": it is cancelled, but its shopper did not want that");
        }
        if (cancelled && order.cancellation() == Cancellation.REFUSED) {
            findings.add("I3 " + id + ": it is cancelled, but its shopper was told that it cannot be");
        }
        if (!cancelled && order.cancellation() == Cancellation.ACCEPTED) {
            findings.add("I3 " + id + ": it is " + status + ", but its shopper was told that it is cancelled");
        }
    }
}
