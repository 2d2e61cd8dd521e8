package shop.tools.audit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.UUID;

/** I7, as far as tables show it: a shopper's idempotency key stands for one checkout, and an order for one checkout. */
final class OneCheckoutPerKey implements Invariant {

    private record Key(UUID shopperId, String idempotencyKey) {}

    @Override
    public Finding check(History history) {
        var finding = new Finding.Builder("I7", "One checkout per shopper and idempotency key");
        var byKey = new HashMap<Key, UUID>();
        var ids = new HashSet<UUID>();
        for (History.Checkout checkout : history.checkouts()) {
            UUID id = checkout.orderId();
            UUID before = byKey.putIfAbsent(new Key(checkout.shopperId(), checkout.idempotencyKey()), id);
            finding.brokenIf(before != null, id, "has the shopper and key of " + before);
            finding.brokenIf(!ids.add(id), id, "was accepted twice");
        }
        return finding.checked(history.checkouts().size(), "checkouts");
    }
}
