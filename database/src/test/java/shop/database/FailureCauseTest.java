package shop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static shop.database.FailureCause.DATA;
import static shop.database.FailureCause.DEFECT;
import static shop.database.FailureCause.OUTAGE;
import static shop.database.FailureCause.READ_ONLY;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

class FailureCauseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08003", "08006", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "57P03",
                "58030"
            })
    void stateThatTimeHealsIsAnOutage(String state) {
        assertThat(of(state)).isEqualTo(OUTAGE);
    }

    @Test
    void failedRollbackHasTheCauseOfWhatWasRolledBack() {
        var refusal = new SQLException("cannot execute INSERT in a read-only transaction", "25006");
        var rollback = new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
        rollback.initApplicationException(refusal);

        assertThat(FailureCause.of(rollback)).contains(READ_ONLY);
        assertThat(FailureCause.root(rollback)).isEqualTo(refusal);
    }

    @Test
    void serverThatRefusesToWriteIsReadOnly() {
        assertThat(of("25006")).isEqualTo(READ_ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"21000", "22001", "22021", "22P02", "23505", "23514", "25P02", "54000", "P0001"})
    void stateThatTheDataCausesIsData(String state) {
        assertThat(of(state)).isEqualTo(DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0A000", "25P03", "28P01", "3D000", "42501", "42P01", "XX000", "99999", "", "08"})
    void anyOtherStateIsADefect(String state) {
        assertThat(of(state)).isEqualTo(DEFECT);
    }

    @Test
    void noStateIsADefect() {
        assertThat(FailureCause.of(new SQLException("x"))).contains(DEFECT);
    }

    @Test
    void noConnectionInTimeIsAnOutageWhateverKeptItAway() {
        assertThat(FailureCause.of(new IllegalStateException(new SQLTransientConnectionException("pool"))))
                .contains(OUTAGE);
        assertThat(FailureCause.of(new CannotCreateTransactionException(
                        "x", new SQLTransientConnectionException("pool", "3D000", new SQLException("x", "3D000")))))
                .contains(OUTAGE);
        assertThat(FailureCause.of(new CannotCreateTransactionException("pool")))
                .contains(OUTAGE);
        assertThat(FailureCause.of(new DataAccessResourceFailureException("x", new SQLException("x"))))
                .contains(OUTAGE);
        assertThat(FailureCause.of(new TransactionTimedOutException("x"))).contains(OUTAGE);
    }

    @ParameterizedTest
    @CsvSource({"08006, OUTAGE", "23514, DATA"})
    void commitThatFailsIsAnOutageUnlessItsStateBlamesTheData(String state, FailureCause cause) {
        assertThat(FailureCause.of(new TransactionSystemException("x", new SQLException("x", state))))
                .contains(cause);
        assertThat(FailureCause.of(new TransactionSystemException("x"))).contains(OUTAGE);
    }

    @Test
    void failureWithoutAnSqlStateSaysNothing() {
        assertThat(FailureCause.of(new DuplicateKeyException("twice"))).isEmpty();
        assertThat(FailureCause.of(new IllegalStateException())).isEmpty();
    }

    private static FailureCause of(String state) {
        return FailureCause.of(new IllegalStateException(new SQLException("x", state)))
                .orElseThrow();
    }
}
