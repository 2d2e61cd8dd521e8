package shop.testing.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerChoiceTest {

    @Test
    void embeddedServersCanBeForced() {
        assertThat(ServerChoice.chosen("embedded").servers()).isInstanceOf(EmbeddedServers.class);
    }

    @Test
    void anotherWordIsRefusedWithTheTwoThatAreKnown() {
        assertThatThrownBy(() -> ServerChoice.chosen("docker"))
                .hasMessageContainingAll("SHOP_TEST_INFRA=docker", "containers", "embedded");
    }
}
