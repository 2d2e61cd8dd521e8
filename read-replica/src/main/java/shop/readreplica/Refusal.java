package shop.readreplica;

import java.util.Locale;

/** Why the primary answers a read although there is a replica. */
enum Refusal {
    /** It had not replayed what the primary had when the read arrived. */
    BEHIND,
    /** It is not a replica of this primary: it was promoted, or follows another cluster or timeline. */
    STRANGER,
    /** It is gone, refuses, or does not answer in time. */
    AWAY,
    /** The place to wait for is not known: the primary could not be asked. */
    UNKNOWN_INDEX,
    /** It is left alone since an earlier refusal. */
    RESTING;

    /** As a metric's tag. */
    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
