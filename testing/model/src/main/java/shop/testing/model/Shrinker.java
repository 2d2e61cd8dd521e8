package shop.testing.model;

import java.util.ArrayList;
import java.util.List;

/** Makes a failing schedule short: of what is left, no step and no two steps can be taken away. */
final class Shrinker {

    private Shrinker() {}

    /** @return a run that breaks the same invariant */
    static Run shrink(Run failing) {
        Run shortest = failing;
        for (int size = Math.max(1, failing.schedule().size() / 2); size > 0; size /= 2) {
            shortest = withoutPieces(shortest, size);
        }
        Run before;
        do {
            before = shortest;
            shortest = withoutPairs(withoutPieces(shortest, 1));
        } while (shortest.schedule().size() < before.schedule().size());
        return shortest;
    }

    private static Run withoutPieces(Run failing, int size) {
        Run shortest = failing;
        for (int from = 0; from < shortest.schedule().size(); ) {
            var rest = new ArrayList<>(shortest.schedule());
            rest.subList(from, Math.min(from + size, rest.size())).clear();
            Run tried = replay(failing, rest);
            if (isShorter(tried, shortest)) {
                shortest = tried;
            } else {
                from += size;
            }
        }
        return shortest;
    }

    private static Run withoutPairs(Run failing) {
        for (int first = 0; first < failing.schedule().size(); first++) {
            for (int second = first + 1; second < failing.schedule().size(); second++) {
                var rest = new ArrayList<>(failing.schedule());
                rest.remove(second);
                rest.remove(first);
                Run tried = replay(failing, rest);
                if (isShorter(tried, failing)) {
                    return tried;
                }
            }
        }
        return failing;
    }

    private static Run replay(Run failing, List<Step> schedule) {
        return Run.replay(failing.mutations(), schedule, Run.UNTOLD);
    }

    private static boolean isShorter(Run tried, Run than) {
        return tried.schedule().size() < than.schedule().size()
                && tried.violation()
                        .map(Violation::invariant)
                        .equals(than.violation().map(Violation::invariant));
    }
}
