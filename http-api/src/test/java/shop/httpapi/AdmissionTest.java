package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.netflix.concurrency.limits.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import shop.httpapi.Admission.Place;
import shop.httpapi.Admission.Ticket;

class AdmissionTest {

    private static final Duration BURST = Duration.ofSeconds(1);
    private static final Duration OVERLOAD = Duration.ofMillis(100);

    private final FakeLimit limit = new FakeLimit(1);
    private long nanos = 1;
    private final Admission admission = new Admission(
            limit, new HttpApiProperties.Limit(Duration.ofMillis(500), 1, 10, BURST, OVERLOAD, 3, 2), () -> nanos);

    @Test
    void nobodyWaitsWhileThereIsRoom() {
        limit.value = 2;

        assertThat(List.of(outsider(), outsider(), outsider()))
                .extracting(Ticket::isAdmitted)
                .containsExactly(true, true, false);
    }

    @Test
    void placeGoesToWhoHasWaitedLongest() {
        Place place = placeOf(outsider());
        Ticket first = outsider();
        Ticket second = outsider();

        place.leave(true);

        assertThat(first.isAdmitted()).isTrue();
        assertThat(second.isAdmitted()).isFalse();
    }

    @Test
    void requestOfAnotherServiceGoesFirst() {
        Place place = placeOf(outsider());
        Ticket outsider = outsider();
        Ticket insider = admission.ask(true);

        place.leave(true);

        assertThat(insider.isAdmitted()).isTrue();
        assertThat(outsider.isAdmitted()).isFalse();
    }

    @Test
    void burstMayWaitLong() {
        placeOf(outsider());
        Ticket first = outsider();
        pass(BURST);

        assertThat(first.patience()).isEqualTo(BURST);
        assertThat(outsider().patience()).isEqualTo(BURST);
    }

    @Test
    void whoComesToAQueueThatDoesNotEndWaitsForAMomentOnly() {
        placeOf(outsider());
        outsider();
        pass(BURST.plusNanos(1));

        assertThat(outsider().patience()).isEqualTo(OVERLOAD);
        assertThat(admission.ask(true).patience()).isEqualTo(BURST);
    }

    @Test
    void newestGoesFirstWhileTheQueueDoesNotEnd() {
        Place place = placeOf(outsider());
        Ticket first = outsider();
        pass(BURST.plusNanos(1));
        Ticket newest = outsider();
        place.leave(true);

        assertThat(newest.isAdmitted()).isTrue();
        assertThat(first.isAdmitted()).isFalse();
    }

    @Test
    void queueThatWasEmptyMeanwhileIsABurst() {
        Place place = placeOf(outsider());
        Ticket first = outsider();
        pass(BURST);
        place.leave(true);
        assertThat(first.isAdmitted()).isTrue();
        pass(BURST);
        outsider();
        pass(BURST);

        assertThat(outsider().patience()).isEqualTo(BURST);
    }

    @Test
    void whoeverGivesUpIsRefusedAndGetsNoPlace() {
        Place place = placeOf(outsider());
        Ticket waiting = outsider();
        assertThat(waiting.giveUp()).isTrue();
        place.leave(true);

        assertThat(waiting.isAdmitted()).isFalse();
        assertThat(admission.figures()).isEqualTo(new Admission.Figures(1, 0, 0, 0, 1));
    }

    @Test
    void whoseTurnHasComeDoesNotGiveUp() {
        Place place = placeOf(outsider());
        Ticket waiting = outsider();
        place.leave(true);

        assertThat(waiting.giveUp()).isFalse();
        assertThat(admission.figures().refused()).isZero();
    }

    @Test
    void queueIsNoLongerThanAllowed() {
        placeOf(outsider());
        for (int i = 0; i < 3; i++) {
            assertThat(outsider().patience()).isEqualTo(BURST);
        }
        Ticket tooMany = outsider();

        assertThat(tooMany.await()).isFalse();
        assertThat(admission.figures()).isEqualTo(new Admission.Figures(1, 1, 3, 0, 1));
    }

    @Test
    void higherLimitLetsSeveralIn() {
        Place place = placeOf(outsider());
        List<Ticket> waiting = List.of(outsider(), outsider(), outsider());
        limit.value = 2;
        place.leave(true);

        assertThat(waiting).extracting(Ticket::isAdmitted).containsExactly(true, true, false);
    }

    @Test
    void lowerLimitLetsNobodyInUntilThereIsRoom() {
        limit.value = 2;
        Place first = placeOf(outsider());
        Place second = placeOf(outsider());
        Ticket waiting = outsider();
        limit.value = 1;
        first.leave(true);
        assertThat(waiting.isAdmitted()).isFalse();
        second.leave(true);

        assertThat(waiting.isAdmitted()).isTrue();
    }

    @Test
    void requestThatLastsHandsItsPlaceBack() {
        Place place = placeOf(outsider());
        Ticket waiting = outsider();

        assertThat(place.last(true)).isTrue();
        assertThat(waiting.isAdmitted()).isTrue();
        assertThat(admission.figures()).isEqualTo(new Admission.Figures(1, 1, 0, 1, 0));

        place.leave(true);
        place.leave(true);
        assertThat(admission.figures()).isEqualTo(new Admission.Figures(1, 1, 0, 0, 0));
    }

    @Test
    void onlySoManyRequestsLast() {
        limit.value = 3;
        Place first = placeOf(outsider());
        Place second = placeOf(outsider());
        Place third = placeOf(outsider());

        assertThat(first.last(true)).isTrue();
        assertThat(first.last(true)).isTrue();
        assertThat(second.last(true)).isTrue();
        assertThat(third.last(true)).isFalse();
        assertThat(admission.figures()).isEqualTo(new Admission.Figures(3, 1, 0, 2, 1));

        first.leave(true);
        assertThat(third.last(true)).isTrue();
    }

    @Test
    void limitLearnsHowLongTheWorkTook() {
        limit.value = 2;
        Place work = placeOf(outsider());
        Place watch = placeOf(outsider());
        Ticket waiting = outsider();
        pass(Duration.ofMillis(5));
        watch.last(true);
        pass(Duration.ofMillis(5));
        work.leave(true);
        pass(Duration.ofMillis(5));
        watch.leave(true);
        placeOf(waiting).leave(true);
        placeOf(outsider()).leave(false);

        assertThat(limit.millis).containsExactly(5L, 10L, 10L);
        assertThat(limit.working).containsExactly(2, 1, 2);
    }

    @Test
    void waitsUntilThereIsAPlace() {
        Place place = placeOf(outsider());
        var entered = CompletableFuture.supplyAsync(() -> admission.enter(false));
        await().until(() -> admission.figures().waiting() == 1);
        place.leave(true);

        assertThat(entered.join()).isPresent();
    }

    @Test
    void interruptEndsTheWait() {
        placeOf(outsider());
        Thread.currentThread().interrupt();

        assertThat(admission.enter(false)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(admission.figures().waiting()).isZero();
    }

    private Ticket outsider() {
        return admission.ask(false);
    }

    private static Place placeOf(Ticket ticket) {
        assertThat(ticket.isAdmitted()).isTrue();
        return ticket.place();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Does what it is told and remembers what it is told. */
    private static final class FakeLimit implements Limit {

        private final List<Long> millis = new ArrayList<>();
        private final List<Integer> working = new ArrayList<>();
        private int value;

        FakeLimit(int value) {
            this.value = value;
        }

        @Override
        public int getLimit() {
            return value;
        }

        @Override
        public void notifyOnChange(Consumer<Integer> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onSample(long startTime, long rtt, int inflight, boolean didDrop) {
            millis.add(Duration.ofNanos(rtt).toMillis());
            working.add(inflight);
        }
    }
}
