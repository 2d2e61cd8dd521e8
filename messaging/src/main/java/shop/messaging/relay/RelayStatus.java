package shop.messaging.relay;

import java.time.Instant;

/** What the relay of this process is doing. */
record RelayStatus(State state, String detail, Instant since) {

    enum State {
        /** Not started yet, or stopped. */
        STOPPED,
        /** Waiting for the slot. */
        STARTING,
        /** Another process relays; this one takes over when the slot is free. */
        STANDBY,
        /** The slot is missing or lost and is being replaced. */
        RECOVERING,
        /** Something outside is not there yet; the detail says what, who holds it, and what ends it. */
        WAITING,
        /** This process relays. */
        RELAYING,
        /** Something is broken; the relay goes on trying. */
        FAILING
    }
}
