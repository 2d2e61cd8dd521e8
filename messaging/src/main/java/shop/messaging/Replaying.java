package shop.messaging;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the running thread builds a projection again. What its handlers decide has been published and shown long ago, so nothing
 * of it is published or shown once more.
 */
public final class Replaying {

    private static final ScopedValue<AtomicLong> WITHHELD = ScopedValue.newInstance();

    private Replaying() {}

    public static boolean isOn() {
        return WITHHELD.isBound();
    }

    /** @return how many events were not published */
    public static long run(Runnable handling) {
        var withheld = new AtomicLong();
        ScopedValue.where(WITHHELD, withheld).run(handling);
        return withheld.get();
    }

    /** @return whether these events must not be published */
    static boolean withholds(int events) {
        if (isOn()) {
            WITHHELD.get().addAndGet(events);
        }
        return isOn();
    }
}
