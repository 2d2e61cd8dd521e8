package shop.opsapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionTemplate;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.json.JsonMapper;

/** The audit trail on a real database: what commits together, and what is found of what somebody did by hand. */
class OpsAuditIT {

    private static final Actor ADA = new Actor("ada", EnumSet.of(Role.APPROVER), "https://login.example.org");

    private final ServiceDatabase database =
            ServiceDatabase.withoutRelay("audit" + UUID.randomUUID().toString().substring(0, 8));

    private JdbcClient app;
    private TransactionTemplate transaction;
    private OpsAudit audit;

    @BeforeEach
    void migrate() {
        database.createIfMissing(Infrastructure.postgres(), Infrastructure.PASSWORD);
        String url = Infrastructure.postgres().url(database.name());
        Flyway.configure()
                .dataSource(url, database.owner(), Infrastructure.PASSWORD)
                .locations("classpath:db/ops")
                .placeholders(Map.of("app", database.app()))
                .load()
                .migrate();
        var source = new DriverManagerDataSource(url, database.app(), Infrastructure.PASSWORD);
        app = JdbcClient.create(source);
        var transactions = new JdbcTransactionManager(source);
        transaction = new TransactionTemplate(transactions);
        var factory =
                new ProxyFactory(new OpsAudit(new AuditRepository(app), JsonMapper.shared(), Clock.systemUTC(), null));
        factory.setProxyTargetClass(true);
        factory.addAdvice(new TransactionInterceptor(transactions, new AnnotationTransactionAttributeSource()));
        audit = (OpsAudit) factory.getProxy();
    }

    @Test
    void emptyTrailIsSound() {
        AuditVerification found = audit.verify();

        assertThat(found.sound()).isTrue();
        assertThat(found.rows()).isZero();
    }

    @Test
    void whatIsRolledBackHasNoEntryAndLeavesNoGap() throws Exception {
        byHand("create table things (name text)", "grant all on things to " + database.app());
        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    app.sql("insert into things values ('one')").update();
                    audit.record(ADA, AuditEntry.of("thing.make", "thing/one"));
                    throw new IllegalStateException("killed before the commit");
                }))
                .hasMessage("killed before the commit");
        record("thing/two");

        assertThat(number("select count(*) from things")).isZero();
        assertThat(number("select count(*) from ops_audit")).isOne();
        assertThat(audit.verify().sound()).isTrue();
    }

    @Test
    void processThatIsKilledBetweenActionAndEntryLeavesNeither() throws Exception {
        byHand("create table things (name text)", "grant all on things to " + database.app());
        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> {
                    app.sql("insert into things values ('one')").update();
                    killTheSession();
                    audit.record(ADA, AuditEntry.of("thing.make", "thing/one"));
                }))
                .isInstanceOf(RuntimeException.class);

        assertThat(number("select count(*) from things")).isZero();
        assertThat(number("select count(*) from ops_audit")).isZero();
    }

    @Test
    void entryWithoutATransactionIsRefused() {
        assertThatThrownBy(() -> audit.record(ADA, AuditEntry.of("thing.make", "thing/one")))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void parallelAppendsKeepTheChain() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> record("thing/" + i)))
                    .toList();
            for (var one : done) {
                one.get();
            }
        }

        AuditVerification found = audit.verify();
        assertThat(found.problem()).isNull();
        assertThat(found.rows()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update ops_audit set reason = 'another'",
                "delete from ops_audit",
                "truncate ops_audit",
                "delete from ops_audit_head",
                "truncate ops_audit_head"
            })
    void nothingButAppendingIsPossible(String statement) {
        record("thing/1");

        assertThatThrownBy(() -> byHand(statement)).hasMessageContaining("audit trail is only added to");
        assertThatThrownBy(() -> app.sql(statement).update()).hasStackTraceContaining("permission denied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "update ops_audit set reason = 'because I say so' where number = 3; 3; Row 3 was changed",
                "update ops_audit set at = at + interval '1 microsecond' where number = 1; 1; Row 1 was changed",
                "update ops_audit set after = '{\"a\":  1}' where number = 2; 2; Row 2 was changed",
                "update ops_audit set actor = actor || 'x', roles = 'ROVER' where number=4; 4; Row 4 was changed",
                "delete from ops_audit where number = 1; 1; Row 1 is missing",
                "delete from ops_audit where number = 3; 3; Row 3 is missing",
                "delete from ops_audit where number = 5; 5; Row 5 is missing",
                "delete from ops_audit; 1; Row 1 is missing",
                "update ops_audit set number = 7 - number where number in (3, 4); 3; Row 3 was changed",
                "insert into ops_audit select 6, at, actor, roles, via, verb, target, reason, ticket, job, before, after, trace_id, previous, hash from ops_audit where number = 5; 6; Row 6 was changed"
            })
    void whatSomebodyDidByHandIsFoundAndNamed(String statement, long number, String problem) throws Exception {
        for (int i = 1; i <= 5; i++) {
            record("thing/" + i);
        }
        assertThat(audit.verify().sound()).isTrue();

        // A deferred key would be needed to swap two rows in one statement.
        byHand(
                "alter table ops_audit drop constraint ops_audit_pk",
                "alter table ops_audit disable trigger all",
                statement);

        AuditVerification found = audit.verify();
        assertThat(found.sound()).isFalse();
        assertThat(found.number()).isEqualTo(number);
        assertThat(found.problem()).startsWith(problem);
    }

    @Test
    void rowThatWasReplacedTogetherWithItsHashIsFoundByTheNextOne() throws Exception {
        for (int i = 1; i <= 3; i++) {
            record("thing/" + i);
        }
        AuditRow second =
                transaction.execute(_ -> audit.before(3, 1)).getFirst().row();
        var forged = new AuditRow(
                2,
                second.at(),
                "somebody else",
                second.roles(),
                second.via(),
                second.verb(),
                second.target(),
                second.reason(),
                second.ticket(),
                second.job(),
                second.before(),
                second.after(),
                second.traceId(),
                second.previous());
        byHand(
                "alter table ops_audit disable trigger all",
                "update ops_audit set actor = 'somebody else', hash = decode('" + forged.hash()
                        + "', 'hex') where number = 2");

        AuditVerification found = audit.verify();
        assertThat(found.number()).isEqualTo(3);
        assertThat(found.problem()).startsWith("Row 3 does not follow row 2");
    }

    @Test
    void textsOfAllKindsComeBackAsTheyWereHashed() {
        transaction.executeWithoutResult(_ -> audit.record(
                ADA,
                AuditEntry.of("thing.make", "thing/é\n\"x\"")
                        .because(Reason.of("ein Grund mit Umlauten: äöü"), "OPS-1")
                        .ofJob("job/1")
                        .change(Map.of("z", 1, "a", "\u2028"), new int[] {1, 2})));

        assertThat(audit.verify().problem()).isNull();
    }

    private long record(String target) {
        return transaction.execute(_ -> audit.record(
                ADA,
                AuditEntry.of("thing.make", target)
                        .because(Reason.of("a reason for the test"), null)
                        .change(null, Map.of("a", 1))));
    }

    private void killTheSession() {
        int session = app.sql("select pg_backend_pid()").query(Integer.class).single();
        try {
            byHand("select pg_terminate_backend(" + session + ", 5000)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String query) {
        return app.sql(query).query(Long.class).single();
    }

    /** As the superuser. */
    private void byHand(String... statements) throws SQLException {
        try (Connection connection = Infrastructure.postgres().connect(database.name());
                var statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }
}
