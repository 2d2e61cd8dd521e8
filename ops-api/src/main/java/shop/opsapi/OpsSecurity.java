package shop.opsapi;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.web.servlet.HandlerExceptionResolver;
import shop.httpapi.Problem;

/** What stands before the operators' API: without a good bearer token, 401 as a problem document. */
final class OpsSecurity {

    private static final Logger log = LoggerFactory.getLogger(OpsSecurity.class);

    private static final Duration COME_AGAIN = Duration.ofSeconds(5);

    private final OpsProperties settings;
    private final HandlerExceptionResolver problems;
    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();

    private OpsSecurity(OpsProperties settings, HandlerExceptionResolver problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static Filter filter(OpsProperties settings, HandlerExceptionResolver problems) {
        if (settings.closed()) {
            log.warn(
                    "The operators' API refuses everybody. To open it, set shop.ops.issuer and shop.ops.audience, or, on a"
                            + " machine of your own, shop.ops.token.");
        }
        return new OpsSecurity(settings, problems).chain();
    }

    private Filter chain() {
        var bearer =
                new BearerTokenAuthenticationFilter(new OpsLogin(settings, System.getProperty("user.name", "local")));
        bearer.setAuthenticationEntryPoint(this::refuse);
        bearer.setAuthenticationFailureHandler(this::refuse);
        return new FilterChainProxy(new DefaultSecurityFilterChain(
                AnyRequestMatcher.INSTANCE,
                new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
                new HeaderWriterFilter(List.of(new CacheControlHeadersWriter(), new XContentTypeOptionsHeaderWriter())),
                bearer,
                new ExceptionTranslationFilter(this::refuse, new NullRequestCache()),
                new AuthorizationFilter(AuthenticatedAuthorizationManager.authenticated())));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        if (failure instanceof AuthenticationServiceException) {
            log.warn("The issuer of the operators' tokens cannot be asked: {}", failure.toString());
            problems.resolveException(request, response, null, issuerAway());
            return;
        }
        challenge.commence(request, response, failure);
        problems.resolveException(request, response, null, unauthenticated());
    }

    private Problem unauthenticated() {
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "token-missing",
                "No valid token",
                settings.closed()
                        ? "The operators' API of this service is not opened to anybody; its log says how to open it."
                        : "Send a valid token as " + HttpHeaders.AUTHORIZATION + ": Bearer …");
    }

    private static Problem issuerAway() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "temporarily-unavailable",
                        "Temporarily unavailable",
                        "Whether the token is good cannot be found out at the moment. Please try again soon.")
                .retryAfter(COME_AGAIN);
    }
}
