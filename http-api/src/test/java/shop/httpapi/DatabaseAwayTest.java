package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.CannotCreateTransactionException;

class DatabaseAwayTest {

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "25006", "40001", "40P01", "53300", "55P03", "57P01", "57P03", "58030"})
    void stateThatTimeMendsIsAway(String state) {
        assertThat(DatabaseAway.is(new IllegalStateException(new SQLException("", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22021", "42P01", "25P02"})
    void stateThatIsABugIsNot(String state) {
        assertThat(DatabaseAway.is(new IllegalStateException(new SQLException("", state))))
                .isFalse();
    }

    @Test
    void noConnectionInTimeIsAway() {
        assertThat(DatabaseAway.is(new IllegalStateException(new SQLTransientConnectionException("pool"))))
                .isTrue();
        assertThat(DatabaseAway.is(new CannotCreateTransactionException("pool")))
                .isTrue();
    }

    @Test
    void otherFailuresAreNot() {
        assertThat(DatabaseAway.is(new DuplicateKeyException("twice"))).isFalse();
        assertThat(DatabaseAway.is(new IllegalStateException())).isFalse();
    }
}
