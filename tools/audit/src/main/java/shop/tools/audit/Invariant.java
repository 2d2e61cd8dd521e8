package shop.tools.audit;

import java.util.List;

/**
 * A sentence that must be true of every history. Pure: the same history gives the same finding.
 *
 * <p>The names I1 to I7 are those of docs/ARCHITECTURE.md.
 */
interface Invariant {

    List<Invariant> ALL = List.of(
            new NoOversell(),
            new StockConservation(),
            new OneFinalAnswer(),
            new NoEventLost(),
            new EventsInCommitOrder(),
            new EffectsOnce(),
            new OneCheckoutPerKey());

    Finding check(History history);
}
