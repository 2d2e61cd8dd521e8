package shop.tools.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ServiceTest {

    /** A role that may stream the log of the whole server is made for nobody else. */
    @Test
    void whoPublishesNoEventsHasNoRelay() {
        assertThat(Arrays.stream(Service.values()).filter(Service::relays))
                .containsExactly(Service.INVENTORY, Service.CHECKOUT, Service.ORDER);
    }
}
