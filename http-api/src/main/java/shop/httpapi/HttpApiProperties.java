package shop.httpapi;

import jakarta.validation.Valid;
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
 * @param limit when requests wait, and when they are refused with 503
 */
@Validated
@ConfigurationProperties("shop.http")
public record HttpApiProperties(
        @NotNull @Size(min = 32) String sessionKey,
        @DefaultValue("365d") Duration sessionMaxAge,
        @DefaultValue("true") boolean secureCookie,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue @Valid Limit limit) {

    /**
     * How many requests are worked on at the same time follows their latency. The others wait for a place.
     *
     * @param slow a request that takes longer makes the limit fall
     * @param lowest so many are worked on however slow they are, and at first
     * @param highest so many are worked on however fast they are
     * @param burstWait the longest wait for a place
     * @param overloadWait the longest wait while others have been waiting without a break for longer than {@code burstWait}; a
     *     request from another service still waits for {@code burstWait}
     * @param waiting so many wait at the same time
     * @param lasting so many watch something at the same time, as streams of an order's status do; they need no place
     */
    public record Limit(
            @DefaultValue("500ms") @NotNull Duration slow,
            @DefaultValue("8") @Min(1) int lowest,
            @DefaultValue("256") @Min(1) int highest,
            @DefaultValue("1s") @NotNull Duration burstWait,
            @DefaultValue("100ms") @NotNull Duration overloadWait,
            @DefaultValue("512") @Min(0) int waiting,
            @DefaultValue("1000") @Min(1) int lasting) {}
}
