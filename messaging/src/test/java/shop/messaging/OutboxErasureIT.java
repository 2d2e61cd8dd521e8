package shop.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.build.localservers.ServiceDatabase;
import shop.testing.servers.Infrastructure;

/** What somebody with the application's password can do to events that are written. */
class OutboxErasureIT {

    private static final String EVENT = """
            {"orderId":"o","total":5,"delivery":{"name":"Ada"}}""";

    private final ServiceDatabase roles =
            ServiceDatabase.withRelay("t" + UUID.randomUUID().toString().substring(0, 8));

    private Connection owner;
    private Connection app;
    private DSLContext asOwner;
    private DSLContext asApp;

    @BeforeEach
    void create() throws SQLException {
        roles.createIfMissing(Infrastructure.postgres(), Infrastructure.PASSWORD);
        String url = Infrastructure.postgres().url(roles.name());
        Flyway.configure()
                .dataSource(url, roles.owner(), Infrastructure.PASSWORD)
                .locations("classpath:db/messaging/outbox")
                .placeholders(Map.of("app", roles.app(), "relay", roles.relay()))
                .load()
                .migrate();
        owner = DriverManager.getConnection(url, roles.owner(), Infrastructure.PASSWORD);
        app = DriverManager.getConnection(url, roles.app(), Infrastructure.PASSWORD);
        asOwner = DSL.using(owner, SQLDialect.POSTGRES);
        asApp = DSL.using(app, SQLDialect.POSTGRES);
        asOwner.execute("insert into outbox_erasures values ('checkout', 'delivery', '{\"name\":\"erased\"}')");
        asApp.execute(
                "insert into outbox (aggregatetype, aggregateid, type, payload) values"
                        + " ('checkout', 'o', 'placed', ?::json), ('checkout', 'other', 'placed', ?::json), ('order', 'o', 'placed', ?::json)",
                EVENT,
                EVENT,
                EVENT);
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        app.close();
    }

    @Test
    void whatIsDeclaredIsErasedOnceAndNothingElse() {
        String erase = "select replace_in_outbox('checkout', '{o}', 'delivery', '{ \"name\" : \"erased\" }')";

        assertThat(asApp.fetchValue(erase)).isEqualTo(1);
        assertThat(asApp.fetchValue(erase)).isEqualTo(0);

        assertThat(payload("checkout", "o")).isEqualToIgnoringWhitespace("""
                {"orderId":"o","total":5,"delivery":{"name":"erased"}}""");
        assertThat(payload("checkout", "other")).isEqualTo(EVENT);
        assertThat(payload("order", "o")).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'checkout', '{o}', 'total', '1'",
                "'checkout', '{o}', 'total', '{\"name\":\"erased\"}'",
                "'checkout', '{o}', 'delivery', '{\"name\":\"Eve\"}'",
                "'checkout', '{o}', 'delivery', '{\"name\":\"erased\",\"city\":\"Eve\"}'",
                "'checkout', '{o}', 'delivery', 'null'",
                "'checkout', '{o}', 'delivery', null",
                "'checkout', '{o}', null, '{\"name\":\"erased\"}'",
                "'order', '{o}', 'delivery', '{\"name\":\"erased\"}'",
                "null, '{o}', 'delivery', '{\"name\":\"erased\"}'"
            })
    void whatIsNotDeclaredIsRefused(String arguments) {
        assertRefused("select replace_in_outbox(" + arguments + ")");

        assertThat(payload("checkout", "o")).isEqualTo(EVENT);
        assertThat(payload("order", "o")).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into outbox_erasures values ('checkout', 'total', '1')",
                "update outbox_erasures set replacement = '{\"name\":\"Eve\"}'",
                "delete from outbox_erasures",
                "update outbox set payload = '{}'",
                "delete from outbox"
            })
    void eventsAndWhatMayBeErasedAreNotTheApplicationsToChange(String statement) {
        assertRefused(statement);
    }

    private void assertRefused(String statement) {
        assertThatThrownBy(() -> asApp.execute(statement))
                .hasRootCauseInstanceOf(SQLException.class)
                .rootCause()
                .extracting(refusal -> ((SQLException) refusal).getSQLState())
                .isEqualTo("42501");
    }

    private String payload(String topic, String aggregate) {
        return (String) asOwner.fetchValue(
                "select payload::text from outbox where aggregatetype = ? and aggregateid = ?", topic, aggregate);
    }
}
