package shop.testing.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.testing.model.ModelCheck.Failure;

/** A few seconds of what {@code ./shop test --model} does at length, and the proof that it finds what is wrong. */
class ModelCheckTest {

    private static final int INTERLEAVINGS = 20_000;

    @Test
    void everyInvariantHolds() {
        assertThat(ModelCheck.firstFailure(Set.of(), 1, INTERLEAVINGS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_UNIQUE_KEY, I7",
        "CONFIRM_BEFORE_ACKNOWLEDGEMENT, I4",
        "NEW_SLOT_FROM_NOW, I4",
        "REORDERED_SENDS, I5",
        "OFFSETS_BEFORE_TRANSACTION, I4",
        "NO_INBOX, I6",
        "NO_WAITING_KEYS, I5",
        "NO_LOCK_OF_THE_KEY, I4",
        "NO_HALVING, I3",
        "STOCK_WITHOUT_LOCK, I3",
        "STOCK_WITHOUT_LOCK_AND_CHECK, I1",
        "FOLD_BY_ARRIVAL, I3",
        "CANCELLATION_WITHOUT_LOCK, I6",
        "NO_EARLY_CANCELLATION, I2"
    })
    void aMutationIsFound(Mutation mutation, String invariant) {
        assertThat(failureOf(mutation).violation().invariant()).isEqualTo(invariant);
    }

    @Test
    void noMutationIsForgotten() throws NoSuchMethodException {
        CsvSource tried = ModelCheckTest.class
                .getDeclaredMethod("aMutationIsFound", Mutation.class, String.class)
                .getAnnotation(CsvSource.class);
        assertThat(tried.value()).hasSameSizeAs(Mutation.values());
    }

    @Test
    void noStepOfAShrunkRunCanBeLeftOut() {
        Run shortest = failureOf(Mutation.STOCK_WITHOUT_LOCK_AND_CHECK).shortest();

        for (int i = 0; i < shortest.schedule().size(); i++) {
            List<Step> shorter = new ArrayList<>(shortest.schedule());
            shorter.remove(i);
            assertThat(Run.replay(shortest.mutations(), shorter, Run.UNTOLD)
                            .violation()
                            .map(Violation::invariant))
                    .isNotEqualTo(shortest.violation().map(Violation::invariant));
        }
    }

    @Test
    void theSameSeedLeadsToTheSameRun() {
        assertThat(Run.of(Set.of(), 7)).isEqualTo(Run.of(Set.of(), 7));
        assertThat(failureOf(Mutation.NO_INBOX))
                .hasToString(failureOf(Mutation.NO_INBOX).toString());
    }

    @Test
    void aFailureIsToldInWords() {
        assertThat(failureOf(Mutation.OFFSETS_BEFORE_TRANSACTION).toString())
                .contains("I4 is broken", "Seed ", "1. ", "crashes", "took no effect in")
                .doesNotContain("@");
    }

    private static Failure failureOf(Mutation mutation) {
        return ModelCheck.firstFailure(EnumSet.of(mutation), 1, INTERLEAVINGS)
                .orElseThrow(() -> new AssertionError("Not found: " + mutation));
    }
}
