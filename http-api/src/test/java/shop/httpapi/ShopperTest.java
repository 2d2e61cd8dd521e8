package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShopperTest {

    private static final String ISSUER = "https://login.company.com";

    /** Computed apart from this code. Another value would take every account's orders away. */
    @Test
    void accountHasTheSameIdInEveryRelease() {
        assertThat(Shopper.loggedIn(ISSUER, "ada").id())
                .isEqualTo(UUID.fromString("05a167a3-d2d7-8e60-afe0-52d1583636e8"));
    }

    @Test
    void accountIsNeverAGuest() {
        IntStream.range(0, 1000).forEach(i -> {
            UUID id = Shopper.loggedIn(ISSUER, "account-" + i).id();
            assertThat(id.version()).as("guests have version 7").isEqualTo(8);
            assertThat(id.variant()).isEqualTo(2);
        });
    }

    @Test
    void accountsAreApart() {
        Set<UUID> ids = new HashSet<>();
        IntStream.range(0, 1000)
                .forEach(i -> ids.add(Shopper.loggedIn(ISSUER, "" + i).id()));
        ids.add(Shopper.loggedIn("https://login.example.org", "1").id());
        ids.add(Shopper.loggedIn(ISSUER, "Ada").id());
        ids.add(Shopper.loggedIn(ISSUER, "ada").id());

        assertThat(ids).hasSize(1003);
    }
}
