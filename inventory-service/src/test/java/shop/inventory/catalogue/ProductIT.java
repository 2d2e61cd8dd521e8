package shop.inventory.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import shop.inventory.RunningInventory;

class ProductIT extends RunningInventory {

    @Test
    void newProductIsReadBackWithNothingAvailable() {
        String sku = newSku();

        HttpResponse<String> created = put(sku, product("Green tea", 450));

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(get("/" + sku))).isEqualTo(json(created));
        assertThat(created.body()).isEqualTo("""
                        {"sku":"%s","name":"Green tea","description":"Loose leaves",\
                        "price":{"amountMinor":450,"currency":"EUR"},"available":0}""".formatted(sku));
    }

    @Test
    void changedProductKeepsItsStock() {
        String sku = productWithStock(7);

        HttpResponse<String> changed = put(sku, product("Black tea", 500));

        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(json(changed).get("name").asString()).isEqualTo("Black tea");
        assertThat(json(changed).get("available").intValue()).isEqualTo(7);
    }

    @Test
    void askingForSkusAnswersTheKnownOnesByName() {
        String second = newSku();
        String first = newSku();
        put(second, product("B", 1));
        put(first, product("A", 1));
        put(newSku(), product("Not asked for", 1));

        HttpResponse<String> answer = get("?sku=" + second + "&sku=" + first + "&sku=" + newSku() + "&sku=&sku=%C3%A9");

        assertThat(json(answer)
                        .get("products")
                        .valueStream()
                        .map(product -> product.get("sku").asString()))
                .containsExactly(first, second);
    }

    @Test
    void askingForAnEmptySkuAnswersNoProduct() {
        productWithStock(0);

        assertThat(get("?sku=").body()).isEqualTo("{\"products\":[]}");
    }

    @Test
    void askingForNoSkuAnswersAllProducts() {
        String sku = productWithStock(0);

        assertThat(get("").body()).contains(sku);
    }

    @Test
    void askingForMoreThanAHundredSkusIsRefused() {
        String query =
                IntStream.rangeClosed(1, 101).mapToObj(i -> "sku=S" + i).collect(Collectors.joining("&", "?", ""));

        assertProblem(get(query), 400, "invalid-request");
    }

    @Test
    void unknownProductIsNotFound() {
        assertProblem(get("/" + newSku()), 404, "unknown-product");
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void badBodyIsRefusedAndStoresNothing(String body, int status, String code) {
        String sku = newSku();

        assertProblem(put(sku, body), status, code);

        assertThat(get("/" + sku).statusCode()).isEqualTo(404);
    }

    static Stream<Arguments> badBodies() {
        String good = product("Tea", 450);
        return Stream.of(
                argumentSet("empty", "", 400, "malformed-body"),
                argumentSet("null", "null", 400, "malformed-body"),
                argumentSet("cut off", good.substring(0, 20), 400, "malformed-body"),
                argumentSet("an array", "[" + good + "]", 400, "malformed-body"),
                argumentSet("unknown field", good.replace("\"name\"", "\"weight\":1,\"name\""), 400, "malformed-body"),
                argumentSet("price as a text", good.replace("450", "\"450\""), 400, "malformed-body"),
                argumentSet("price with a fraction", good.replace("450", "4.5"), 400, "malformed-body"),
                argumentSet("price beyond a long", good.replace("450", "9".repeat(30)), 400, "malformed-body"),
                argumentSet("name as a number", good.replace("\"Tea\"", "7"), 400, "malformed-body"),
                argumentSet("price without an amount", good.replace("\"amountMinor\":450,", ""), 400, "malformed-body"),
                argumentSet("no price", "{\"name\":\"Tea\",\"description\":\"\"}", 400, "invalid-request"),
                argumentSet("negative price", good.replace("450", "-1"), 400, "invalid-request"),
                argumentSet("huge price", good.replace("450", "10000000001"), 400, "invalid-request"),
                argumentSet("another currency", good.replace("EUR", "USD"), 400, "invalid-request"),
                argumentSet("blank name", good.replace("Tea", " "), 400, "invalid-request"),
                argumentSet("long name", good.replace("Tea", "T".repeat(201)), 400, "invalid-request"),
                argumentSet("long description", good.replace("Loose", "L".repeat(2000)), 400, "invalid-request"),
                argumentSet("NUL in the name", good.replace("Tea", "T\\u0000"), 400, "invalid-request"),
                argumentSet("half a surrogate pair", good.replace("Tea", "T\\ud800"), 400, "malformed-body"),
                argumentSet("two megabytes", good.replace("Tea", "T".repeat(2_000_000)), 413, "body-too-large"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-starts-with-a-hyphen", "white%20space", "%C3%A9"})
    void badSkuIsRefusedAndStoresNothing(String sku) {
        assertProblem(put(sku, product("Tea", 450)), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%3Bb", "x%0Ay"})
    void skuThatMakesTheAddressAmbiguousIsRefused(String sku) {
        assertProblem(put(sku, product("Tea", 450)), 400, "bad-request");
    }

    @Test
    void longestNameOfTheWidestCharactersIsStored() {
        String sku = newSku();

        // 100 characters outside the basic plane are 200 in Java, and 400 bytes.
        assertThat(put(sku, product("🍵".repeat(100), 450)).statusCode()).isEqualTo(201);
        assertThat(json(get("/" + sku)).get("name").asString()).isEqualTo("🍵".repeat(100));
    }

    @Test
    void parallelCreationMakesOneProduct() {
        String sku = newSku();

        List<Integer> answers = IntStream.range(0, 20)
                .parallel()
                .mapToObj(i -> put(sku, product("Tea", i)).statusCode())
                .toList();

        assertThat(answers).containsOnly(200, 201).containsOnlyOnce(201);
    }

    private static String newSku() {
        return "P-" + UUID.randomUUID();
    }
}
