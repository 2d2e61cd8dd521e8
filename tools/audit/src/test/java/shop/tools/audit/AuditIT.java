package shop.tools.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shop.testing.servers.Infrastructure;

/** The audit over a real PostgreSQL with the services' own migrations and a real broker; the orders are made up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {

    private OrderedShop shop;

    @BeforeAll
    void aStackWithOneConfirmedOrder() throws Exception {
        shop = new OrderedShop(Infrastructure.postgres(), Infrastructure.kafka().bootstrapServers());
        shop.confirmedOrder("019ab000-0000-7000-8000-000000000001");
    }

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void aSoundStackKeepsEveryInvariant() throws Exception {
        AuditReport report = audit(20);
        assertThat(report.text()).doesNotContain("BROKEN").contains("1 checkouts", "1 SKUs");
        assertThat(report.holds()).isTrue();
        assertThat(report.underway()).isEmpty();
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void anEventThatNeverTookEffectIsNamed() throws Exception {
        shop.run(
                "order",
                "create table kept as select * from inbox where consumer = 'order-service/inventory.events';"
                        + "delete from inbox where consumer = 'order-service/inventory.events'");
        try {
            AuditReport report = audit(1);
            assertThat(report.findings())
                    .filteredOn(finding -> !finding.holds())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.invariant()).isEqualTo("I4");
                        assertThat(finding.offenders())
                                .singleElement()
                                .asString()
                                .contains("order-service/inventory.events");
                    });
            assertThat(report.underway())
                    .containsExactly("The newest event for inventory.events has not arrived at order-service.");
        } finally {
            shop.run("order", "insert into inbox select * from kept; drop table kept");
        }
    }

    @Test
    void aStockThatWasChangedByHandIsNamed() throws Exception {
        shop.run("inventory", "update stock set reserved = 3");
        try {
            assertThat(audit(20).findings().stream()
                            .filter(finding -> !finding.holds())
                            .map(Finding::invariant))
                    .containsExactly("I1", "I2", "I6");
        } finally {
            shop.run("inventory", "update stock set reserved = 1");
        }
    }

    @Test
    void aConsumerThatLagsIsSaid() throws Exception {
        shop.forgetPositions("inventory-service");
        try {
            assertThat(audit(1).underway())
                    .containsExactly(
                            "inventory-service/checkout.events has 1 records to go.",
                            "inventory-service/order.events has 1 records to go.");
        } finally {
            shop.commitPositions();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    checkout  | delete from checkouts
                    inventory | update stock set reserved = 0
                    order     | insert into inbox (event_id) select id from outbox
                    order     | delete from dead_letters
                    order     | truncate outbox
                    """)
    void theAuditReadsAsARoleThatCannotWrite(String database, String statement) throws Exception {
        try (Connection connection = shop.stack().connect(database);
                var session = connection.createStatement()) {
            session.execute("set default_transaction_read_only = off");
            assertThatThrownBy(() -> session.execute(statement)).hasMessageContaining("permission denied");
        }
    }

    /** Last, because the records that come meanwhile stay. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aShopThatGoesOnIsNotJudged() throws Exception {
        shop.run("inventory", "update stock set reserved = 3");
        var goesOn = new AtomicBoolean(true);
        Thread orders = Thread.startVirtualThread(() -> {
            while (goesOn.get()) {
                shop.producer().send(new ProducerRecord<>("checkout.events", "somebody", "{}"));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        });
        try {
            assertThatThrownBy(() -> audit(1)).isInstanceOf(Audit.NotQuietException.class);
        } finally {
            goesOn.set(false);
            orders.join();
            shop.run("inventory", "update stock set reserved = 1");
        }
    }

    private AuditReport audit(int settleSeconds) throws Exception {
        return Audit.of(shop.stack(), Duration.ofSeconds(settleSeconds)).report();
    }
}
