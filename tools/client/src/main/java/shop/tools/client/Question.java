package shop.tools.client;

import java.time.Duration;

/** A request that may be sent again without harm. */
@FunctionalInterface
interface Question {

    Answer ask() throws InterruptedException;

    /**
     * Asks until the shop does it or declines, or until the deadline ({@link System#nanoTime()}); at least once.
     *
     * @param beforeRepeating told each time the question is about to be asked again
     */
    static Answer insist(Question question, long deadlineNanos, Runnable beforeRepeating) throws InterruptedException {
        var backoff = new Backoff();
        while (true) {
            Answer answer = question.ask();
            long leftNanos = deadlineNanos - System.nanoTime();
            if (!(answer instanceof Answer.Unavailable unavailable) || leftNanos <= 0) {
                return answer;
            }
            backoff.pause(unavailable.retryAfter(), Duration.ofNanos(leftNanos));
            beforeRepeating.run();
        }
    }
}
