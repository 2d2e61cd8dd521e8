package shop.tools.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressRoutesTest {

    private final IngressRoutes shop = IngressRoutes.read(Path.of("../../k8s/base/ingress.yaml"));

    @ParameterizedTest
    @CsvSource({
        "/, react-frontend",
        "/index.html, react-frontend",
        "/docs/problems.md, react-frontend",
        "/inventory/api/v1/products, react-frontend",
        "/cart, cart-api",
        "/cart/, cart-api",
        "/cart/api/v1/items/MUG, cart-api",
        "/carts, react-frontend",
        "/cartoon/api, react-frontend",
        "/order, order-api",
        "/order/api/v1/orders/1/events, order-api",
        "/orders/api/v1/orders, react-frontend",
        "/checkout/api/v1/checkouts, checkout-api",
        "/check, react-frontend",
        "/CART, react-frontend",
    })
    void everyPathGoesWhereTheTableSays(String path, String service) {
        assertThat(shop.serviceFor(path)).contains(service);
    }

    @Test
    void longestPathComesFirstWhateverTheManifestsOrder() {
        var routes = parse(
                "{path: /, pathType: Prefix, backend: {service: {name: root}}}",
                "{path: /order, pathType: Prefix, backend: {service: {name: order}}}",
                "{path: /order/api/admin, pathType: Prefix, backend: {service: {name: admin}}}",
                "{path: /order/api, pathType: Prefix, backend: {service: {name: api}}}");
        assertThat(routes.serviceFor("/order/api/admin/x")).contains("admin");
        assertThat(routes.serviceFor("/order/api/x")).contains("api");
        assertThat(routes.serviceFor("/order/apix")).contains("order");
        assertThat(routes.serviceFor("/x")).contains("root");
    }

    @Test
    void exactPathBeatsPrefixAndMatchesNothingElse() {
        var routes = parse(
                "{path: /order, pathType: Prefix, backend: {service: {name: prefix}}}",
                "{path: /order, pathType: Exact, backend: {service: {name: exact}}}");
        assertThat(routes.serviceFor("/order")).contains("exact");
        assertThat(routes.serviceFor("/order/")).contains("prefix");
    }

    @Test
    void pathWithoutARouteLeadsNowhere() {
        var routes = parse("{path: /order, pathType: Prefix, backend: {service: {name: order}}}");
        assertThat(routes.serviceFor("/cart")).isEmpty();
    }

    @Test
    void manifestThatCannotBeFollowedIsRefused() {
        assertThatThrownBy(() -> parse("{path: /, pathType: ImplementationSpecific, backend: {service: {name: x}}}"))
                .hasMessageContaining("ImplementationSpecific");
        assertThatThrownBy(() -> parse("{path: /, pathType: Prefix}")).hasMessageContaining("backend.service.name");
        assertThatThrownBy(() -> IngressRoutes.parse(new StringReader("kind: Service")))
                .hasMessageContaining("names no path");
        assertThatThrownBy(() -> IngressRoutes.read(Path.of("no-such-file.yaml")))
                .hasMessageContaining("no-such-file.yaml");
    }

    private static IngressRoutes parse(String... paths) {
        return IngressRoutes.parse(new StringReader(
                "{kind: Ingress, spec: {rules: [{http: {paths: [" + String.join(",", paths) + "]}}]}}"));
    }
}
