package shop.httpapi;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings shared by every HTTP API.
 *
 * @param sessionKey signs the session cookie; the same secret for all services of an environment, 32 characters or more
 * @param sessionPreviousKey the key before that one: it opens the sessions it has signed and signs none; absent once they have ended
 * @param sessionMaxAge how old a session may become; one that is used past half of that is replaced
 * @param sessionNotBefore ends all sessions that were issued earlier, such as {@code 2026-11-27T06:00:00Z}
 * @param sessionForm what is issued: the earlier form only while services of a release that knows no other are still running
 * @param secureCookie whether the cookie is sent over HTTPS only; off only for a shop on localhost
 * @param maxBody the largest request body that is read
 * @param bodyDeadline how long a request body may take to come; with {@code maxBody} it is the least speed
 * @param largeBodies how much memory all bodies together may take beyond 4 KB each; a large one that finds none is refused with 503
 * @param limit when requests wait, and when they are refused with 503
 * @param rate how often a shopper or an address may ask for what costs, before it is refused with 429
 */
@Validated
@ConfigurationProperties("shop.http")
public record HttpApiProperties(
        @NotNull @Size(min = 32) String sessionKey,
        @Nullable @Size(min = 32) String sessionPreviousKey,
        @DefaultValue("365d") @NotNull Duration sessionMaxAge,
        @Nullable Instant sessionNotBefore,
        @DefaultValue("timed") @NotNull SessionForm sessionForm,
        @DefaultValue("true") boolean secureCookie,
        @DefaultValue("64KB") DataSize maxBody,
        @DefaultValue("5s") @NotNull Duration bodyDeadline,
        @DefaultValue("16MB") DataSize largeBodies,
        @DefaultValue @Valid Limit limit,
        @DefaultValue @Valid Rate rate) {

    public HttpApiProperties {
        sessionPreviousKey = sessionPreviousKey == null || sessionPreviousKey.isBlank() ? null : sessionPreviousKey;
    }

    /** The forms of a session. */
    public enum SessionForm {
        /** Says when it was issued. */
        TIMED,
        /** As before there was the other. */
        UNTIMED
    }

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

    /**
     * Token buckets, of this process and of requests from outside. The defaults are far above what people do: an address may be a
     * whole company's.
     *
     * @param changesPerMinute so many changes of one shopper come back to the bucket in a minute
     * @param changesAtOnce so many fit into it
     * @param streamsPerMinute likewise the streams that one shopper opens
     * @param streamsAtOnce so many fit in
     * @param refusalsPerMinute likewise the requests of one shopper that are refused because they should not have been sent
     * @param refusalsAtOnce so many fit in
     * @param addressPerMinute likewise each of these for one address: the sessions that begin there, streams, refusals
     * @param addressAtOnce so many fit in
     */
    public record Rate(
            @DefaultValue("3000") @Min(1) int changesPerMinute,
            @DefaultValue("500") @Min(1) int changesAtOnce,
            @DefaultValue("300") @Min(1) int streamsPerMinute,
            @DefaultValue("150") @Min(1) int streamsAtOnce,
            @DefaultValue("300") @Min(1) int refusalsPerMinute,
            @DefaultValue("300") @Min(1) int refusalsAtOnce,
            @DefaultValue("60000") @Min(1) int addressPerMinute,
            @DefaultValue("5000") @Min(1) int addressAtOnce) {}
}
