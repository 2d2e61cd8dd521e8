package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionSnapshotTest {

    @ParameterizedTest
    @ValueSource(strings = {"7:7:", "5:9:5,7"})
    void textIsAsPostgresWritesIt(String text) {
        assertThat(TransactionSnapshot.parse(text)).hasToString(text);
    }

    @Test
    void holdsWhatIsFinished() {
        var snapshot = TransactionSnapshot.parse("5:9:5,7");

        assertThat(List.of(4L, 6L, 8L)).allMatch(snapshot::holds);
        assertThat(List.of(5L, 7L, 9L)).noneMatch(snapshot::holds);
    }

    @Test
    void unprovenTransactionsAreTakenOut() {
        var snapshot = TransactionSnapshot.parse("5:20:5,12");

        assertThat(snapshot.without(List.of(8L, 15L), 14)).hasToString("5:14:5,8,12");
        assertThat(snapshot.without(List.of(), 30)).isEqualTo(snapshot);
    }
}
