package shop.tools.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one load run does.
 *
 * @param skus what is ordered, one unit of one of them per order, chosen at random
 * @param cancelRatio the share of confirmed orders that is cancelled, 0 to 1
 * @param giveUp how long after it was due an order is tried to be placed before it counts as failed
 * @param patience how long after the last order was due answers are waited for
 */
record LoadPlan(Schedule schedule, List<String> skus, double cancelRatio, Duration giveUp, Duration patience) {

    LoadPlan {
        skus = List.copyOf(skus);
        if (skus.isEmpty()) {
            throw new IllegalArgumentException("There is no product to order.");
        }
        if (!(cancelRatio >= 0 && cancelRatio <= 1)) {
            throw new IllegalArgumentException("The cancel ratio must lie between 0 and 1.");
        }
    }

    String anySku() {
        return skus.get(ThreadLocalRandom.current().nextInt(skus.size()));
    }

    boolean wantsToCancel() {
        return ThreadLocalRandom.current().nextDouble() < cancelRatio;
    }
}
