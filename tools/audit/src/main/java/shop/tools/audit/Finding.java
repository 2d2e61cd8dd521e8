package shop.tools.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the check of one invariant found.
 *
 * @param checked how much was looked at, e.g. "100,000 orders"
 * @param broken how many offences there are
 * @param offenders the first of them, each beginning with its id
 */
public record Finding(String invariant, String statement, String checked, long broken, List<String> offenders) {

    static final int NAMED_OFFENDERS = 20;

    public boolean holds() {
        return broken == 0;
    }

    /** Collects the offences against one invariant. */
    static final class Builder {

        private final String invariant;
        private final String statement;
        private final List<String> offenders = new ArrayList<>();
        private long broken;

        Builder(String invariant, String statement) {
            this.invariant = invariant;
            this.statement = statement;
        }

        Builder broken(Object id, String how) {
            broken++;
            if (offenders.size() < NAMED_OFFENDERS) {
                offenders.add(Printable.of(id + ": " + how));
            }
            return this;
        }

        Builder brokenIf(boolean broken, Object id, String how) {
            return broken ? broken(id, how) : this;
        }

        Finding checked(long count, String what) {
            return new Finding(
                    invariant,
                    statement,
                    String.format(Locale.ROOT, "%,d %s", count, what),
                    broken,
                    List.copyOf(offenders));
        }
    }
}
