package shop.cart.catalogue;

import static java.util.stream.Collectors.toMap;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.web.service.registry.ImportHttpServices;

/** The products of the shop, as inventory knows them now. */
@Component
@ImportHttpServices(group = "inventory", types = InventoryApi.class)
public class Catalogue {

    private final InventoryApi inventory;

    Catalogue(InventoryApi inventory) {
        this.inventory = inventory;
    }

    /**
     * The products with these SKUs, by SKU; one that inventory does not know is missing. Asks nobody if there are none.
     *
     * @throws org.springframework.web.client.RestClientException if inventory does not answer
     */
    public Map<String, Product> products(Collection<String> skus) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        return inventory.products(skus).products().stream()
                .collect(toMap(Product::sku, Function.identity(), (first, second) -> first));
    }
}
