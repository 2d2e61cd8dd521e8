package shop.tools.client.seed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import shop.tools.client.seed.DemoCatalogue.DemoProduct;

class DemoCatalogueTest {

    @Test
    void showsEveryStateOfStock() {
        var products = DemoCatalogue.products();
        assertThat(products)
                .extracting(DemoProduct::sku)
                .doesNotHaveDuplicates()
                .hasSize(12);
        assertThat(products).allSatisfy(product -> {
            assertThat(product.priceMinor()).isPositive();
            assertThat(product.name()).isNotBlank();
            assertThat(product.description()).isNotBlank();
            assertThat(product.stock()).isNotNegative();
        });
        assertThat(products).anyMatch(product -> product.stock() == 0);
        assertThat(products).anyMatch(product -> product.stock() > 0 && product.stock() < 5);
        assertThat(products).anyMatch(product -> product.sku().startsWith("HOT-") && product.stock() >= 1_000_000);
    }
}
