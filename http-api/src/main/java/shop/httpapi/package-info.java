/**
 * What every HTTP API of the shop does alike: who the shopper is, what a refusal looks like, what may be sent.
 *
 * <p>A request passes {@link shop.httpapi.EntranceFilter} (its head), {@link shop.httpapi.BodyFilter} (its body, with a deadline) and
 * {@link shop.httpapi.ConcurrencyLimitFilter} (a place), in this order. <b>Invariant:</b> nothing is read before its limit has been
 * looked at (ADR 0045).
 *
 * <p>Identity is a signed session cookie ({@link shop.httpapi.Shopper} as a controller parameter), a change that may be
 * repeated has an {@link shop.httpapi.IdempotencyKey}; errors are RFC 9457
 * problem documents whose types are explained in docs/problems.md; JSON with unknown or mistyped fields is refused.
 * Knows no feature of any service.
 */
@NullMarked
package shop.httpapi;

import org.jspecify.annotations.NullMarked;
