package shop.cart.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Collection;
import java.util.List;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** The part of inventory-api that the cart uses. */
@HttpExchange("/inventory/api/v1")
interface InventoryApi {

    /** Unknown SKUs are missing in the answer; inventory takes at most 100. */
    @GetExchange("/products")
    ProductList products(@RequestParam("sku") Collection<String> skus);

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ProductList(List<Product> products) {}
}
