package shop.tools.bootstrap.bench;

import java.util.function.IntPredicate;

/** Looks for the highest load that a shop bears, from below. */
public final class RateSearch {

    private static final int STEP = 10;

    /** Far above what two cores bear; a search has to end. */
    private static final int HIGHEST = 1000;

    private RateSearch() {}

    /**
     * Goes up step by step until a rate is too high.
     *
     * @param first orders per second to begin with
     * @param bears tries one rate; a rate has failed when it was not borne twice
     * @return the last rate that was borne; 0 if the first was not
     */
    public static int highestBorne(int first, IntPredicate bears) {
        int borne = 0;
        for (int rate = first; rate <= HIGHEST && bearsInTwoTries(rate, bears); rate += STEP) {
            borne = rate;
        }
        return borne;
    }

    private static boolean bearsInTwoTries(int rate, IntPredicate bears) {
        boolean first = bears.test(rate);
        return first || bears.test(rate);
    }
}
