package shop.httpapi;

import jakarta.validation.constraints.AssertTrue;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Whose tokens shoppers may log in with. Without an issuer the shop has guests only.
 *
 * @param issuer an OpenID Connect issuer whose access tokens are taken, such as {@code https://login.company.com}
 * @param audience what a token of the issuer must be made for, and another one than that of operators; demanded with an issuer
 */
@Validated
@ConfigurationProperties("shop.login")
record LoginProperties(@Nullable String issuer, @Nullable String audience) {

    LoginProperties {
        issuer = blankToNull(issuer);
        audience = blankToNull(audience);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @AssertTrue(
            message =
                    "shop.login.issuer needs shop.login.audience: a token that was made for another program opens nothing here")
    boolean isAudienceSaid() {
        return issuer == null || audience != null;
    }

    /** @param waiting so many requests may wait for the issuer at the same time */
    ShopperLogin login(int waiting, Clock clock) {
        return issuer == null || audience == null ? new NoLogin() : new IssuerLogin(issuer, audience, waiting, clock);
    }
}
