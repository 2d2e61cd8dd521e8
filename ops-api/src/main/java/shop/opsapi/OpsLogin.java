package shop.opsapi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.web.client.RestTemplate;

/** Finds the {@link Actor} behind a bearer token: the one token of this machine, or a signed one of the issuer. */
final class OpsLogin implements AuthenticationManager {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OpsProperties settings;
    private final String user;
    private final @Nullable JwtAuthenticationProvider issuer;

    /** @param user the name of whoever has the token of this machine */
    OpsLogin(OpsProperties settings, String user) {
        this.settings = settings;
        this.user = user;
        this.issuer = settings.issuer() == null || settings.audience() == null
                ? null
                : provider(settings.issuer(), settings.audience(), settings);
    }

    @Override
    public Authentication authenticate(Authentication request) {
        String token = ((BearerTokenAuthenticationToken) request).getToken();
        if (settings.token() != null && same(token, settings.token())) {
            return new LoggedIn(new Actor(user, EnumSet.allOf(Role.class), Actor.LOCAL_TOKEN));
        }
        if (issuer == null) {
            throw new InvalidBearerTokenException("The token is not the one of this shop.");
        }
        try {
            return issuer.authenticate(request);
        } catch (JwtDecoderInitializationException e) {
            throw new AuthenticationServiceException("The issuer does not answer", e);
        }
    }

    /** Takes as long for a token that differs in its first character as for one that differs in its last. */
    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static JwtAuthenticationProvider provider(String issuer, String audience, OpsProperties settings) {
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(PATIENCE);
        requests.setReadTimeout(PATIENCE);
        // Asks the issuer for its keys with the first token, not at the start.
        var provider = new JwtAuthenticationProvider(new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(issuer)
                    .restOperations(new RestTemplate(requests))
                    // Issuers call the type of an access token "JWT", "at+jwt", or nothing.
                    .validateType(false)
                    .build();
            decoder.setJwtValidator(validator(issuer, audience));
            return decoder;
        }));
        provider.setJwtAuthenticationConverter(jwt -> new LoggedIn(actor(jwt, issuer, settings)));
        return provider;
    }

    private static OAuth2TokenValidator<Jwt> validator(String issuer, String audience) {
        var times = new JwtTimestampValidator();
        times.setAllowEmptyExpiryClaim(false);
        return new DelegatingOAuth2TokenValidator<>(
                times, new JwtIssuerValidator(issuer), new JwtAudienceValidator(audience));
    }

    private static Actor actor(Jwt token, String issuer, OpsProperties settings) {
        if (token.hasClaim("cnf")) {
            throw new InvalidBearerTokenException("The token is bound to a key, so it is no bearer token.");
        }
        String name = token.getClaimAsString(settings.nameClaim());
        if (name == null || name.isBlank()) {
            throw new InvalidBearerTokenException("The token has no claim " + settings.nameClaim() + ".");
        }
        List<String> claimed = token.getClaimAsStringList(settings.groupsClaim());
        List<String> groups = claimed == null ? List.of() : claimed;
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Map.Entry<Role, Set<String>> group : settings.groups().entrySet()) {
            if (group.getValue().stream().anyMatch(groups::contains)) {
                roles.add(group.getKey());
            }
        }
        return new Actor(name, roles, issuer);
    }

    /** What Spring Security keeps of a caller while its request runs. */
    static final class LoggedIn extends AbstractAuthenticationToken {

        private static final long serialVersionUID = 1L;

        private final transient Actor actor;

        LoggedIn(Actor actor) {
            super(List.of());
            this.actor = actor;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return actor;
        }
    }
}
