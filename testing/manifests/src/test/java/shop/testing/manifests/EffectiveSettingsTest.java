package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EffectiveSettingsTest {

    @Test
    void defaultsOfTheLibrariesAreAmongThem() {
        assertThat(EffectiveSettings.of("order-service"))
                .containsEntry("server.port", 8080)
                .containsEntry("spring.jooq.sql-dialect", "postgres")
                .containsEntry("spring.kafka.bootstrap-servers", "localhost:9092")
                .containsEntry("spring.application.name", "order-service");
    }

    @Test
    void defaultsOfALibraryThatAServiceDoesNotUseAreNot() {
        assertThat(EffectiveSettings.of("cart-service"))
                .containsEntry("server.port", 8080)
                .doesNotContainKey("spring.kafka.bootstrap-servers");
    }
}
