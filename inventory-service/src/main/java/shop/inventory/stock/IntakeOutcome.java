package shop.inventory.stock;

/** What a delivery of goods leads to. */
sealed interface IntakeOutcome {

    /** The units are in stock; {@code stock} is what there is now. */
    record Received(Stock stock) implements IntakeOutcome {}

    /** The key was used before for another SKU or quantity. */
    record KeyReused() implements IntakeOutcome {}

    /** No product has this SKU. */
    record UnknownProduct() implements IntakeOutcome {}

    /** There would be more than {@link Stock#LIMIT}. */
    record TooMuch() implements IntakeOutcome {}
}
