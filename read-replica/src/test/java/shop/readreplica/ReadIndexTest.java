package shop.readreplica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadIndexTest {

    /** A primary that answers a look when the test says so. */
    private final LinkedBlockingQueue<CompletableFuture<Optional<LogPosition>>> looks = new LinkedBlockingQueue<>();

    private final ReadIndex index = new ReadIndex(() -> {
        var look = new CompletableFuture<Optional<LogPosition>>();
        looks.add(look);
        return look.join();
    });

    @Test
    void lookThatHadBegunBeforeTheReadArrivedIsNotUsed() throws Exception {
        Reader early = read();
        var first = looks.take();
        Reader late = read();
        await().until(late::waits);

        first.complete(at(1));
        looks.take().complete(at(2));

        assertThat(early.answer().join()).isEqualTo(at(1));
        assertThat(late.answer().join()).isEqualTo(at(2));
    }

    @Test
    void readsThatArriveDuringALookShareTheNext() throws Exception {
        Reader early = read();
        var first = looks.take();
        List<Reader> late = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            late.add(read());
        }
        await().until(() -> late.stream().allMatch(Reader::waits));

        first.complete(at(1));
        looks.take().complete(at(2));

        assertThat(late).allSatisfy(read -> assertThat(read.answer().join()).isEqualTo(at(2)));
        assertThat(early.answer().join()).isEqualTo(at(1));
        assertThat(looks).isEmpty();
    }

    @Test
    void failedLookIsTheAnswerOfAllWhoWaitForIt() throws Exception {
        read();
        var first = looks.take();
        Reader one = read();
        Reader other = read();
        await().until(() -> one.waits() && other.waits());

        first.complete(at(1));
        looks.take().complete(Optional.empty());

        assertThat(one.answer().join()).isEmpty();
        assertThat(other.answer().join()).isEmpty();
    }

    @Test
    void readAfterAFailedLookLooksAnew() throws Exception {
        Reader failed = read();
        looks.take().complete(Optional.empty());
        assertThat(failed.answer().join()).isEmpty();

        Reader next = read();
        looks.take().complete(at(3));

        assertThat(next.answer().join()).isEqualTo(at(3));
    }

    @Test
    void noReadEverGetsAPlaceFromBeforeItsArrival() throws Exception {
        var end = new AtomicLong();
        var taken = new AtomicInteger();
        var busy = new ReadIndex(() -> {
            taken.incrementAndGet();
            long position = end.incrementAndGet();
            Thread.yield();
            return at(position);
        });
        var tooOld = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> reader = () -> {
                for (int i = 0; i < 500; i++) {
                    long written = end.incrementAndGet();
                    if (busy.look().orElseThrow().bytes() < written) {
                        tooOld.incrementAndGet();
                    }
                }
                return null;
            };
            for (Future<Void> ended : threads.invokeAll(Collections.nCopies(50, reader))) {
                ended.get();
            }
        }
        assertThat(tooOld).hasValue(0);
        assertThat(taken.get()).isLessThan(50 * 500);
    }

    private Reader read() {
        var answer = new CompletableFuture<Optional<LogPosition>>();
        return new Reader(Thread.ofPlatform().daemon().start(() -> answer.complete(index.look())), answer);
    }

    private static Optional<LogPosition> at(long bytes) {
        return Optional.of(new LogPosition("cluster/1", bytes));
    }

    private record Reader(Thread thread, CompletableFuture<Optional<LogPosition>> answer) {

        boolean waits() {
            return thread.getState() == Thread.State.WAITING;
        }
    }
}
