package shop.httpapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.api.Test;

class LoginPropertiesTest {

    @Test
    void issuerNeedsAnAudience() {
        assertThat(new LoginProperties("https://login.company.com", null).isAudienceSaid())
                .isFalse();
        assertThat(new LoginProperties("https://login.company.com", " ").isAudienceSaid())
                .isFalse();
        assertThat(new LoginProperties("https://login.company.com", "shop").isAudienceSaid())
                .isTrue();
    }

    @Test
    void emptyVariablesAreNone() {
        var none = new LoginProperties("", "");

        assertThat(none.isAudienceSaid()).isTrue();
        assertThat(none.login(1, Clock.systemUTC())).isInstanceOf(NoLogin.class);
    }
}
