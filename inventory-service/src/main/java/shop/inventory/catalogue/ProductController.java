package shop.inventory.catalogue;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.Problem;
import shop.inventory.stock.Sku;
import shop.schemas.Money;

/** Products: reading for everybody, changing for callers inside the cluster. */
@RestController
@RequestMapping("/inventory/api/v1/products")
class ProductController {

    private final Catalogue catalogue;

    ProductController(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GetMapping
    Products products(
            @RequestParam(name = "sku", required = false)
                    @Size(max = 100, message = "may be given 100 times at most") @Nullable List<String> skus) {
        return new Products(skus == null ? catalogue.all() : catalogue.withSkus(skus));
    }

    @GetMapping("/{sku}")
    Product product(@PathVariable @Pattern(regexp = Sku.FORM, message = Sku.MESSAGE) String sku) {
        return catalogue
                .withSku(sku)
                .orElseThrow(() -> Problem.of(
                        HttpStatus.NOT_FOUND, "unknown-product", "Unknown product", "No product has this SKU."));
    }

    @PutMapping("/{sku}")
    ResponseEntity<Product> put(
            @PathVariable @Pattern(regexp = Sku.FORM, message = Sku.MESSAGE) String sku,
            @RequestBody @Valid ProductDetails details) {
        boolean created = catalogue.put(
                sku, details.name(), details.description(), details.price().money());
        return ResponseEntity.status(created ? HttpStatus.CREATED : HttpStatus.OK)
                .body(product(sku));
    }

    record Products(List<Product> products) {}

    record ProductDetails(
            @NotNull @Pattern(
                    regexp = "(?![\\x00-\\x20]*\\z)" + TEXT + "{1,200}",
                    message = "must have 1 to 200 characters, not only spaces, none of them NUL")
            String name,

            @NotNull @Pattern(regexp = TEXT + "{0,2000}", message = "must have at most 2000 characters, none of them NUL") String description,

            @NotNull @Valid Price price) {

        /** What PostgreSQL can store: no NUL, no half of a surrogate pair. A pattern counts characters, as the contract does. */
        private static final String TEXT = "[^\\x00\\p{Cs}]";
    }

    /** One currency for the whole shop: a cart's total is a plain sum. */
    record Price(
            @PositiveOrZero @Max(10_000_000_000L) long amountMinor,

            @NotNull @Pattern(regexp = "EUR", message = "must be EUR") String currency) {

        Money money() {
            return new Money(amountMinor, currency);
        }
    }
}
