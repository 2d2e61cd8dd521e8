package shop.inventory.stock;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import shop.httpapi.IdempotencyKey;
import shop.httpapi.Problem;

/** Stock intake, for callers inside the cluster. */
@RestController
class StockController {

    private final Stocks stocks;

    StockController(Stocks stocks) {
        this.stocks = stocks;
    }

    @PostMapping("/inventory/api/v1/products/{sku}/intakes")
    @ResponseStatus(HttpStatus.CREATED)
    StockLevel receive(
            @PathVariable @Pattern(regexp = Sku.FORM, message = Sku.MESSAGE) String sku,
            IdempotencyKey idempotencyKey,
            @RequestBody @Valid Intake intake) {
        return switch (stocks.receive(sku, intake.quantity(), idempotencyKey.value())) {
            case IntakeOutcome.Received(Stock stock) ->
                new StockLevel(sku, stock.onHand(), stock.reserved(), stock.available());
            case IntakeOutcome.UnknownProduct() ->
                throw Problem.of(
                        HttpStatus.NOT_FOUND, "unknown-product", "Unknown product", "No product has this SKU.");
            case IntakeOutcome.KeyReused() ->
                throw Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "idempotency-key-reused",
                        "The Idempotency-Key was used for another intake",
                        "Nothing was taken in. Send a new key with a new intake.");
            case IntakeOutcome.TooMuch() ->
                throw Problem.of(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "stock-limit-exceeded",
                        "Too much stock",
                        "Nothing was taken in. There may be at most " + Stock.LIMIT + " units of one product.");
        };
    }

    record Intake(@Min(1) @Max(1_000_000) int quantity) {}

    record StockLevel(String sku, int onHand, int reserved, int available) {}
}
