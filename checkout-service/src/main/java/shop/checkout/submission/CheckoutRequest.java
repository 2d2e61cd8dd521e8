package shop.checkout.submission;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import shop.httpapi.Shopper;
import shop.schemas.Delivery;
import shop.schemas.Money;

/** The body of a checkout request and the limits of its values. Its text form leaves out personal data. */
record CheckoutRequest(
        @NotNull @Min(1) Long cartVersion,
        @NotNull @Valid Total total,
        @NotNull @Valid Address delivery) {

    /**
     * Not only spaces, no control characters and no half of a surrogate pair: no name has them, and not every store takes them. A pattern counts
     * characters, as the contract does; {@code @Size} counts some of them twice.
     */
    private static final String TEXT = "(?! *\\z)[^\\p{Cc}\\p{Cs}]";

    private static final String SHORT = "must have 1 to 20 characters, not only spaces, and no control characters";
    private static final String MIDDLE = "must have 1 to 100 characters, not only spaces, and no control characters";
    private static final String LONG = "must have 1 to 200 characters, not only spaces, and no control characters";

    /** No group is repeated: Java reads one by calling itself, and a long address would use up the stack. */
    private static final String EMAIL =
            "(?=.{1,254}$)[^\\s\\p{C}@<>(),;:\"\\[\\]]{1,64}@(?![.])(?!.*[.][.])[\\p{L}\\p{N}.-]*[.][\\p{L}\\p{N}-]+";

    /** What the shopper saw. */
    record Total(
            @NotNull @Min(0) @Max(1_000_000_000_000_000L) Long amountMinor,

            @NotNull @Pattern(regexp = "[A-Z]{3}", message = "must be a currency code, such as EUR") String currency) {}

    record Address(
            @NotNull @Pattern(regexp = TEXT + "{1,200}", message = LONG) String name,

            @NotNull @Pattern(regexp = TEXT + "{1,200}", message = LONG) String street,

            @NotNull @Pattern(regexp = TEXT + "{1,20}", message = SHORT) String postalCode,

            @NotNull @Pattern(regexp = TEXT + "{1,100}", message = MIDDLE) String city,

            @NotNull @CountryCode String country,

            @NotNull @Pattern(regexp = EMAIL, message = "must be an e-mail address") String email,

            @Pattern(
                    regexp = "\\+?[0-9][0-9 ()/.-]{3,29}",
                    message = "must be a telephone number, such as +49 30 123456")
            @Nullable String phone) {

        @Override
        public String toString() {
            return "Address[personal data]";
        }
    }

    Submission toSubmission(Shopper shopper, String idempotencyKey) {
        return new Submission(
                shopper,
                idempotencyKey,
                cartVersion,
                new Money(total.amountMinor(), total.currency()),
                new Delivery(
                        delivery.name(),
                        delivery.street(),
                        delivery.postalCode(),
                        delivery.city(),
                        delivery.country(),
                        delivery.email(),
                        delivery.phone()));
    }
}
