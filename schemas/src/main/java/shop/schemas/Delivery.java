package shop.schemas;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an order goes and whom to ask about it. All personal data of an order is here and nowhere else.
 *
 * <p>{@link #toString()} says nothing about the person, so that a logged event does not either.
 *
 * @param country ISO 3166-1 alpha-2 code
 */
public record Delivery(
        String name,
        String street,
        String postalCode,
        String city,
        String country,
        String email,
        @Nullable String phone) {

    /** Stands in an event whose delivery was erased. It keeps the form of one, so that every release can read the event. */
    public static final Delivery ERASED =
            new Delivery("erased", "erased", "erased", "erased", "ZZ", "erased@invalid", null);

    public Delivery {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(street, "street");
        Objects.requireNonNull(postalCode, "postalCode");
        Objects.requireNonNull(city, "city");
        Objects.requireNonNull(country, "country");
        Objects.requireNonNull(email, "email");
    }

    @Override
    public String toString() {
        return "Delivery[personal data]";
    }
}
