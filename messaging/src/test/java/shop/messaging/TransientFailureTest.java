package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class TransientFailureTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08003", "40001", "40P01", "53300", "53100", "55P03", "57P01", "57P03", "57014", "58030",
                "25006", "25P03", "0A000", "42P01", "42501", "28P01", "3D000", "XX000", "99999"
            })
    void whatNoRecordCausesIsTransient(String state) {
        assertThat(TransientFailure.is(new UncategorizedSQLException("jOOQ", "select", new SQLException("x", state))))
                .isTrue();
        assertThat(TransientFailure.is(new org.jooq.exception.DataAccessException("x", new SQLException("x", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22P02", "23505", "23514", "21000", "54000", "P0001", "25P02"})
    void whatARecordCanCauseIsNot(String state) {
        assertThat(TransientFailure.is(new UncategorizedSQLException("jOOQ", "select", new SQLException("x", state))))
                .isFalse();
    }

    @Test
    void emptyPoolAndUnknownOutcomeOfACommitAreTransient() {
        assertThat(TransientFailure.is(new CannotCreateTransactionException(
                        "x", new SQLTransientConnectionException("Connection is not available"))))
                .isTrue();
        assertThat(TransientFailure.is(new TransactionSystemException("x"))).isTrue();
        assertThat(TransientFailure.is(new TransactionSystemException("x", new SQLException("x", "23514"))))
                .as("a deferred constraint")
                .isFalse();
    }

    @Test
    void missingTableIsABrokenDeployment() {
        assertThat(TransientFailure.is(new BadSqlGrammarException("x", "select", new SQLException("x", "42P01"))))
                .isTrue();
        assertThat(TransientFailure.is(new DuplicateKeyException("x", new SQLException("x", "23505"))))
                .isFalse();
    }

    @Test
    void bugIsPoisonAndABrokenJvmIsNot() {
        assertThat(TransientFailure.is(new NullPointerException())).isFalse();
        assertThat(TransientFailure.is(new StackOverflowError())).isFalse();
        assertThat(TransientFailure.is(new AssertionError())).isFalse();
        assertThat(TransientFailure.is(new OutOfMemoryError())).isTrue();
        assertThat(TransientFailure.is(new NoClassDefFoundError())).isTrue();
    }
}
