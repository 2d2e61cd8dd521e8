package shop.inventory.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import shop.inventory.RunningInventory;
import shop.inventory.reservation.PlacedOrders;
import shop.testing.servers.Infrastructure;
import tools.jackson.databind.JsonNode;

/** The books of the running service, asked as an operator does. The topic and the tables are shared with other tests. */
class StockBooksIT extends RunningInventory {

    @Test
    void whatIsReservedReleasedAndRejectedAddsUpWhileOrdersCome() {
        String sku = productWithStock(50);
        try (var orders = new PlacedOrders(Infrastructure.kafka().bootstrapServers(), sku)) {
            UUID first = orders.place(2);
            await().atMost(Duration.ofSeconds(60)).until(() -> available(sku) == 48);
            orders.cancel(first);
            await().atMost(Duration.ofSeconds(60)).until(() -> available(sku) == 50);
            orders.place(1000);
            for (int i = 0; i < 20; i++) {
                orders.place(1);
                assertThat(differencesOf(sku)).as("while orders are under way").isEmpty();
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> available(sku) == 30);
        }
        assertThat(differencesOf(sku)).isEmpty();
    }

    @Test
    void whatSomebodyChangedByHandIsNamedAndStaysAsItIs() throws SQLException {
        String sku = productWithStock(10);
        UUID order;
        try (var orders = new PlacedOrders(Infrastructure.kafka().bootstrapServers(), sku)) {
            order = orders.place(3);
            await().atMost(Duration.ofSeconds(60)).until(() -> available(sku) == 7);
        }
        database.execute("update stock set reserved = 2, on_hand = 11 where sku = ?", sku);
        // What was decided in the last minute is no example.
        asSuperuser(
                "update reservations set state = 'RELEASED', released_at = decided_at, decided_at = decided_at - interval '1 hour'"
                        + " where order_id = '" + order + "'");
        asSuperuser("update reservations set released_at = decided_at where order_id = '" + order + "'");

        assertThat(differencesOf(sku))
                .containsExactly("on hand: 10, not 11", "reserved: 3, not 2", "lines of reserved orders: 2, not 0");
        assertThat(books().path("examples")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList())
                .contains("order " + order + ": its events say RESERVED, the table RELEASED");
        assertThat(available(sku)).isEqualTo(9);

        database.execute("update reservations set state = 'RESERVED', released_at = null where order_id = ?", order);
        database.execute("update stock set reserved = 3, on_hand = 10 where sku = ?", sku);
        assertThat(differencesOf(sku)).isEmpty();
    }

    private static void asSuperuser(String statement) throws SQLException {
        try (Connection connection = Infrastructure.postgres().connect("inventory");
                Statement superuser = connection.createStatement()) {
            superuser.execute(statement);
        }
    }

    private List<String> differencesOf(String sku) {
        return books().path("differences")
                .valueStream()
                .filter(one -> one.path("of").asString().equals(sku))
                .map(one ->
                        one.path("figure").asString() + ": " + one.path("books").asLong() + ", not "
                                + one.path("table").asLong())
                .toList();
    }

    private JsonNode books() {
        JsonNode report = operators("/books/verify");
        assertThat(report.path("events").isNumber()).as(report.toString()).isTrue();
        return report;
    }
}
