package shop.httpapi;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings shared by every HTTP API.
 *
 * @param sessionKey signs the session cookie; the same secret for all services of an environment, 32 characters or more
 * @param sessionMaxAge how long a browser keeps the cookie
 * @param secureCookie whether the cookie is sent over HTTPS only; off only for a shop on localhost
 * @param maxBody the largest request body that is read
 * @param maxConcurrentRequests how many requests are served at the same time; more are refused with 503
 */
@Validated
@ConfigurationProperties("shop.http")
public record HttpApiProperties(
        @NotNull @Size(min = 32) String sessionKey,
        @DefaultValue("365d") Duration sessionMaxAge,
        @DefaultValue("true") boolean secureCookie,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("256") @Min(1) int maxConcurrentRequests) {}
