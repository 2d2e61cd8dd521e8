package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import shop.checkout.submission.RepeatLimit.Earlier;
import shop.checkout.submission.RepeatLimit.Refusal;

/** A shopper who presses at any times for any products; what is accepted counts from then on. */
class RepeatLimitTest {

    private static final Instant BEGIN = Instant.parse("2026-11-27T00:00:00Z");
    private static final Duration PERIOD = Duration.ofMinutes(30);

    record Press(int minutesLater, Set<String> skus) {}

    @Property
    void noPeriodEverHasMoreOrdersWithAProductThanTheLimit(
            @ForAll("presses") List<Press> presses, @ForAll @IntRange(min = 1, max = 4) int orders) {
        List<Earlier> accepted = play(presses, new RepeatLimit(orders, PERIOD));

        for (Earlier last : accepted) {
            for (String sku : last.skus()) {
                assertThat(accepted)
                        .filteredOn(order -> order.skus().contains(sku)
                                && !order.placedAt().isAfter(last.placedAt())
                                && order.placedAt().isAfter(last.placedAt().minus(PERIOD)))
                        .hasSizeLessThanOrEqualTo(orders);
            }
        }
    }

    @Property
    void whoComesAgainWhenToldIsServedAndNotAMomentEarlier(
            @ForAll("presses") List<Press> presses, @ForAll @IntRange(min = 1, max = 4) int orders) {
        var limit = new RepeatLimit(orders, PERIOD);
        List<Earlier> accepted = play(presses, limit);
        Instant now = accepted.isEmpty() ? BEGIN : accepted.getLast().placedAt();

        for (String sku : Set.of("tea", "cup", "pot")) {
            limit.refusalFor(Set.of(sku), accepted, now).ifPresent(refusal -> {
                Instant told = now.plus(refusal.retryAfter());
                assertThat(refusal.retryAfter()).isPositive().isLessThanOrEqualTo(PERIOD);
                assertThat(limit.refusalFor(Set.of(sku), accepted, told)).isEmpty();
                assertThat(limit.refusalFor(Set.of(sku), accepted, told.minusNanos(1)))
                        .isPresent();
            });
        }
    }

    @Property
    void whatWasOrderedLessOftenIsNeverRefused(@ForAll("presses") List<Press> presses) {
        var limit = new RepeatLimit(3, PERIOD);
        List<Earlier> accepted = play(presses, limit);

        for (String sku : Set.of("tea", "cup", "pot")) {
            long before = accepted.stream()
                    .filter(order -> order.skus().contains(sku))
                    .count();
            Optional<Refusal> refusal = limit.refusalFor(Set.of(sku), accepted, BEGIN);
            assertThat(refusal.isPresent() && before < 3).isFalse();
        }
    }

    private static List<Earlier> play(List<Press> presses, RepeatLimit limit) {
        var accepted = new ArrayList<Earlier>();
        Instant now = BEGIN;
        for (Press press : presses) {
            now = now.plus(Duration.ofMinutes(press.minutesLater()));
            if (limit.refusalFor(press.skus(), accepted, now).isEmpty()) {
                accepted.add(new Earlier(now, press.skus()));
            }
        }
        return accepted;
    }

    @Provide
    Arbitrary<List<Press>> presses() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of("tea", "cup", "pot").set().ofMinSize(1).ofMaxSize(3))
                .as(Press::new)
                .list()
                .ofMaxSize(40);
    }
}
