package shop.opsapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import shop.opsapi.sample.SampleService;
import shop.testing.servers.Infrastructure;

/** Operators and shoppers may have one issuer. Then the audience alone tells their tokens apart. */
@ExtendWith(OutputCaptureExtension.class)
class SharedAudienceIT {

    private static final String ISSUER = "https://login.company.example";

    @Test
    void serviceThatWouldTakeShoppersForOperatorsDoesNotStart(CapturedOutput output) {
        assertThatThrownBy(() -> start(" shop "))
                .hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class);

        assertThat(output)
                .contains("shop.ops.audience", "shop.login.audience is the same")
                .doesNotContain("Started");
    }

    @Test
    void audiencesOfTheirOwnAreTaken() {
        try (ConfigurableApplicationContext service = start("shop-operations")) {
            assertThat(service.isRunning()).isTrue();
        }
    }

    private static ConfigurableApplicationContext start(String operators) {
        Map<String, Object> settings = new HashMap<>();
        Infrastructure.settingsWithoutEvents("ops_api", (name, value) -> settings.put(name, value.get()));
        settings.put("server.port", 0);
        settings.put("management.server.port", 0);
        settings.put("shop.database.name", "ops_api");
        settings.put("spring.flyway.locations", "classpath:db/ops");
        settings.put("shop.login.issuer", ISSUER);
        settings.put("shop.login.audience", "shop");
        settings.put("shop.ops.issuer", ISSUER);
        settings.put("shop.ops.audience", operators);
        return new SpringApplicationBuilder(SampleService.class)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }
}
