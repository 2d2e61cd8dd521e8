package shop.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messaging ships its tables as DDL; a service's migrations hold an exact copy of what it uses. */
class MessagingTablesTest {

    @ParameterizedTest
    @CsvSource({
        "checkout-service, V1__daily_partitions.sql",
        "checkout-service, V2__outbox.sql",
        "inventory-service, V1__daily_partitions.sql",
        "inventory-service, V2__outbox.sql",
        "inventory-service, V3__inbox.sql",
        "order-service, V1__daily_partitions.sql",
        "order-service, V2__outbox.sql",
        "order-service, V3__inbox.sql",
    })
    void theServicesCopyEqualsTheLibrarys(String service, String file) throws IOException {
        Path library = Path.of("../../messaging/src/main/resources/db/messaging", file);
        Path copy = Path.of("../..", service, "src/main/resources/db/migration", file);
        assertThat(copy).hasSameTextualContentAs(library);
        assertThat(Files.size(copy)).isPositive();
    }
}
