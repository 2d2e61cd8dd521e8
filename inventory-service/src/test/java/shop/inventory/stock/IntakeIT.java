package shop.inventory.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import shop.inventory.RunningInventory;

class IntakeIT extends RunningInventory {

    @Test
    void intakeRaisesWhatIsAvailable() {
        String sku = productWithStock(3);

        HttpResponse<String> received = intake(sku, newKey(), "{\"quantity\":4}");

        assertThat(received.statusCode()).isEqualTo(201);
        assertThat(received.body())
                .isEqualTo("{\"sku\":\"%s\",\"onHand\":7,\"reserved\":0,\"available\":7}".formatted(sku));
        assertStockAddsUp(sku);
    }

    @Test
    void fiftyEqualRequestsAtOnceTakeInOnce() throws Exception {
        String sku = productWithStock(0);
        String key = newKey();
        Callable<HttpResponse<String>> request = () -> intake(sku, key, "{\"quantity\":4}");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> answer :
                    threads.invokeAll(Stream.generate(() -> request).limit(50).toList())) {
                assertThat(answer.get().statusCode()).isEqualTo(201);
                assertThat(json(answer.get()).get("onHand").intValue()).isEqualTo(4);
            }
        }

        assertThat(available(sku)).isEqualTo(4);
        assertStockAddsUp(sku);
    }

    @Test
    void keyInQuotesIsTheSameKey() {
        String sku = productWithStock(0);
        String key = newKey();
        intake(sku, key, "{\"quantity\":4}");

        assertThat(intake(sku, "\"" + key + "\"", "{\"quantity\":4}").statusCode())
                .isEqualTo(201);

        assertThat(available(sku)).isEqualTo(4);
    }

    @Test
    void keyOfAnotherIntakeIsRefused() {
        String sku = productWithStock(0);
        String other = productWithStock(0);
        String key = newKey();
        intake(sku, key, "{\"quantity\":4}");

        assertProblem(intake(sku, key, "{\"quantity\":5}"), 422, "idempotency-key-reused");
        assertProblem(intake(other, key, "{\"quantity\":4}"), 422, "idempotency-key-reused");

        assertThat(available(sku)).isEqualTo(4);
        assertThat(available(other)).isZero();
    }

    @Test
    void intakeOfAnUnknownProductIsRefusedAndItsKeyStaysFree() {
        String key = newKey();

        assertProblem(intake("P-" + UUID.randomUUID(), key, "{\"quantity\":4}"), 404, "unknown-product");

        assertThat(intake(productWithStock(0), key, "{\"quantity\":4}").statusCode())
                .isEqualTo(201);
    }

    @Test
    void stockBeyondTheLimitIsRefused() {
        String sku = productWithStock(0);
        // Stands for a thousand intakes of a million.
        database.execute("update stock set on_hand = 999999999 where sku = ?", sku);

        assertProblem(intake(sku, newKey(), "{\"quantity\":2}"), 422, "stock-limit-exceeded");

        assertThat(available(sku)).isEqualTo(999_999_999);
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void badBodyIsRefusedAndStoresNothing(String body, int status, String code) {
        String sku = productWithStock(3);

        assertProblem(intake(sku, newKey(), body), status, code);

        assertThat(available(sku)).isEqualTo(3);
        assertStockAddsUp(sku);
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                argumentSet("empty", "", 400, "malformed-body"),
                argumentSet("no JSON", "quantity=4", 400, "malformed-body"),
                argumentSet("no quantity", "{}", 400, "malformed-body"),
                argumentSet("unknown field", "{\"quantity\":4,\"sku\":\"A\"}", 400, "malformed-body"),
                argumentSet("a text", "{\"quantity\":\"4\"}", 400, "malformed-body"),
                argumentSet("a fraction", "{\"quantity\":4.5}", 400, "malformed-body"),
                argumentSet("null", "{\"quantity\":null}", 400, "malformed-body"),
                argumentSet("beyond an int", "{\"quantity\":4000000000}", 400, "malformed-body"),
                argumentSet("zero", "{\"quantity\":0}", 400, "invalid-request"),
                argumentSet("negative", "{\"quantity\":-1}", 400, "invalid-request"),
                argumentSet("more than a million", "{\"quantity\":1000001}", 400, "invalid-request"),
                argumentSet("two megabytes", "{\"quantity\":4" + " ".repeat(2_000_000) + "}", 413, "body-too-large"));
    }

    @Test
    void missingKeyIsRefused() {
        for (@Nullable String key : new String[] {null, "", " "}) {
            assertProblem(intake(productWithStock(0), key, "{\"quantity\":4}"), 400, "idempotency-key-missing");
        }
    }

    @Test
    void unusableKeyIsRefused() {
        String sku = productWithStock(0);

        for (String key : List.of("white space", "\"half", "k".repeat(101))) {
            assertProblem(intake(sku, key, "{\"quantity\":4}"), 400, "invalid-request");
        }
        assertThat(available(sku)).isZero();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }
}
