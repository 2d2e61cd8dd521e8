package shop.opsapi;

import jakarta.validation.constraints.AssertTrue;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.validation.annotation.Validated;

/**
 * Who may call the operators' API. With neither a token nor an issuer nobody may.
 *
 * @param token whoever sends it has all roles; only for a shop on one machine, whose other users cannot read it
 * @param onePerson whoever sends the token may approve what it has asked for itself; only for a shop with one operator
 * @param issuer an OpenID Connect issuer whose access tokens are taken, such as {@code https://login.company.com}
 * @param audience what a token of the issuer must be made for, and another one than that of shoppers; demanded with an issuer
 * @param nameClaim the claim with the name of a person that nobody else ever gets
 * @param groupsClaim the claim with the groups of a person
 * @param groups which groups have a role
 */
@Validated
@ConfigurationProperties("shop.ops")
record OpsProperties(
        @Nullable String token,
        @DefaultValue("false") boolean onePerson,
        @Nullable String issuer,
        @Nullable String audience,
        @DefaultValue("sub") String nameClaim,
        @DefaultValue("groups") String groupsClaim,
        @DefaultValue Map<Role, Set<String>> groups) {

    private static final int SHORTEST_TOKEN = 32;

    OpsProperties {
        token = blankToNull(token);
        issuer = blankToNull(issuer);
        audience = blankToNull(audience);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    @AssertTrue(message = "shop.ops.token must have 32 characters or more") boolean isTokenLongEnough() {
        return token == null || token.length() >= SHORTEST_TOKEN;
    }

    @AssertTrue(
            message =
                    "shop.ops.issuer needs shop.ops.audience: a token that was made for another program opens nothing here")
    boolean isAudienceSaid() {
        return issuer == null || audience != null;
    }

    /**
     * The issuer may be the same, so the audience alone tells the tokens of operators from those of shoppers.
     *
     * @throws InvalidConfigurationPropertyValueException if it does not
     */
    void mustNotShareAudienceWith(String shoppers) {
        if (audience != null && audience.equals(shoppers.strip())) {
            throw new InvalidConfigurationPropertyValueException(
                    "shop.ops.audience",
                    audience,
                    "shop.login.audience is the same, so every shopper's token would be taken for an operator's. Give"
                            + " operators an audience of their own.");
        }
    }

    boolean closed() {
        return token == null && issuer == null;
    }
}
