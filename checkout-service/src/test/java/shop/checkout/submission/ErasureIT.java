package shop.checkout.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import shop.checkout.CartApiServer;
import shop.checkout.CartApiServer.Cart;
import shop.checkout.CartApiServer.Line;
import shop.eventcodec.EventCodec;
import shop.httpapi.Shopper;
import shop.httpapi.ShopperSession;
import shop.schemas.CheckoutEvent;
import shop.schemas.CheckoutEvent.OrderPlaced;
import shop.schemas.Delivery;
import shop.schemas.Money;
import shop.testing.servers.EveryColumn;
import shop.testing.servers.Infrastructure;
import shop.topics.ShopTopics;

/** Requirement: the checkout stays and the person goes, from the events that can still be published too. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class ErasureIT {

    private static final String[] PERSON = {"Zoé Quillfeather", "Larkspur Rise", "zoe@quillfeather.example", "5550199"};

    private static final CartApiServer cartApi = new CartApiServer();

    @Autowired
    private Checkouts checkouts;

    @Autowired
    private Deliveries deliveries;

    @Autowired
    private DSLContext database;

    @Autowired
    private ShopperSession session;

    @Autowired
    private EventCodec codec;

    @Autowired
    private PlatformTransactionManager transactions;

    private final Shopper shopper = new Shopper(UUID.randomUUID());
    private final Submission submission = new Submission(
            shopper,
            "key",
            3,
            new Money(2000, "EUR"),
            new Delivery(PERSON[0], PERSON[1] + " 7", "10115", "Berlin", "DE", PERSON[2], "+49 " + PERSON[3]));

    @DynamicPropertySource
    static void infrastructure(DynamicPropertyRegistry registry) {
        Infrastructure.settingsWithoutKafka("checkout", registry::add);
        registry.add("shop.relay.enabled", () -> false);
        registry.add("shop.cart.url", cartApi::url);
    }

    @BeforeEach
    void theCartIsFull() {
        cartApi.session(session::shopperOf);
        cartApi.put(shopper, new Cart(3, List.of(new Line("LAMP", 2, 1000))));
    }

    @AfterAll
    static void stopNeighbour() {
        cartApi.close();
    }

    @Test
    void noColumnHoldsThePersonAndTheCheckoutStays() {
        var accepted = (CheckoutOutcome.Accepted) checkouts.submit(submission);
        assertThat(placesOf(PERSON)).singleElement().asString().matches("outbox_\\w+\\.payload");
        assertThat(placesOf(submission.hash())).containsExactly("checkouts.request_hash");
        Record before = eventOf(accepted.orderId());

        assertThat(erase()).isEqualTo(Map.of("requestHashes", 1, "outboxEvents", 1));

        assertThat(placesOf(PERSON)).isEmpty();
        assertThat(placesOf(submission.hash())).isEmpty();
        Record after = eventOf(accepted.orderId());
        for (String kept : List.of("id", "aggregatetype", "type", "traceparent", "created_at", "transaction_id")) {
            assertThat(after.get(kept)).isEqualTo(before.get(kept));
        }
        OrderPlaced placed = decoded(before);
        assertThat(decoded(after))
                .isEqualTo(new OrderPlaced(
                        placed.orderId(),
                        placed.shopperId(),
                        placed.placedAt(),
                        placed.lines(),
                        placed.total(),
                        Delivery.ERASED));
        assertThat(database.fetchValue("select answer from checkouts where shopper_id = ?", shopper.id()))
                .isEqualTo(accepted.answer());
        assertThat(erase()).isEqualTo(Map.of("requestHashes", 0, "outboxEvents", 0));
    }

    @Test
    void theSameRequestOnceMoreMakesNoSecondOrder() {
        checkouts.submit(submission);
        erase();

        assertThat(checkouts.submit(submission)).isEqualTo(new CheckoutOutcome.KeyReused());
        assertThat(database.fetchValue("select count(*) from checkouts where shopper_id = ?", shopper.id()))
                .isEqualTo(1L);
        assertThat(placesOf(PERSON)).isEmpty();
    }

    @Test
    void otherShoppersKeepTheirs() {
        var accepted = (CheckoutOutcome.Accepted) checkouts.submit(submission);
        var stranger = new Shopper(UUID.randomUUID());

        new TransactionTemplate(transactions).executeWithoutResult(_ -> deliveries.erase(stranger.id()));

        assertThat(decoded(eventOf(accepted.orderId())).delivery()).isEqualTo(submission.delivery());
        assertThat(checkouts.submit(submission)).isEqualTo(accepted);
        erase();
    }

    private Map<String, Integer> erase() {
        return new TransactionTemplate(transactions).execute(_ -> deliveries.erase(shopper.id()));
    }

    private Record eventOf(UUID orderId) {
        return database.fetchSingle("select * from outbox where aggregateid = ?", orderId.toString());
    }

    private OrderPlaced decoded(Record row) {
        CheckoutEvent event = codec.decode(
                        ShopTopics.CHECKOUT_EVENTS,
                        row.get("type", String.class),
                        row.get("payload", String.class).getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        return (OrderPlaced) event;
    }

    private static List<String> placesOf(String... words) {
        try (Connection superuser = Infrastructure.postgres().connect("checkout")) {
            return EveryColumn.holding(superuser, words);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
