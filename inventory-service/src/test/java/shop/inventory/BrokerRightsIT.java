package shop.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import shop.inventory.reservation.PlacedOrders;
import shop.opsapi.Books;
import shop.testing.servers.GuardedKafka;
import shop.testing.servers.Infrastructure;
import shop.testing.servers.TestPostgres;

/** The service on a broker that allows only what {@code infra/kafka-acls} allows in an account. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class BrokerRightsIT {

    private static final String SKU = "RIGHTS";
    private static final TestPostgres postgres = Infrastructure.newPostgres();

    @TempDir
    private static Path folder;

    private static GuardedKafka kafka;

    @Autowired
    private ApplicationContext service;

    @Autowired
    private JdbcTemplate database;

    @Autowired
    private Books books;

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        kafka = new GuardedKafka(folder, "inventory");
        postgres.start();
        Infrastructure.settingsOn(postgres, "inventory", registry::add);
        kafka.settings("inventory", registry::add);
    }

    @AfterAll
    static void stop() {
        postgres.close();
        kafka.close();
    }

    @Test
    void whatTheAccountAllowsIsEnoughForOrdersCancellationsAndBooks(CapturedOutput log) {
        database.update("insert into products values (?, 'Tea', '', 450, 'EUR', now())", SKU);
        database.update("insert into stock values (?, 5, 0)", SKU);
        database.update("insert into stock_intakes values ('first', ?, 5, now())", SKU);
        try (var orders = new PlacedOrders(kafka.open(), SKU)) {
            UUID order = orders.place(2);
            await().atMost(Duration.ofSeconds(60)).until(() -> reserved() == 2);
            assertThat(books.compare().events()).isEqualTo(1);
            orders.cancel(order);
            await().atMost(Duration.ofSeconds(60)).until(() -> reserved() == 0);
        }

        Books.Report report = books.compare();
        assertThat(report.differences()).isEmpty();
        assertThat(report.events()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(health("relayHealthIndicator")).contains("UP");
            assertThat(health("consumerHealthIndicator")).contains("UP");
        });
        assertThat(log.getAll()).doesNotContainIgnoringCase("not authorized");
    }

    private int reserved() {
        return database.queryForObject("select reserved from stock where sku = ?", Integer.class, SKU);
    }

    private String health(String bean) {
        return String.valueOf(service.getBean(bean, HealthIndicator.class).health());
    }
}
