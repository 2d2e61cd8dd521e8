/**
 * The operators' API of a service: under {@code /ops/api/v1} on the management port, and nowhere else.
 *
 * <p>A feature brings an {@link shop.opsapi.OpsController} as a bean of the service. Who asks is an {@link shop.opsapi.Actor},
 * what it may is a {@link shop.opsapi.Role} that every operation {@link shop.opsapi.Requires}. What changes something, or shows
 * personal data, is written to the {@link shop.opsapi.OpsAudit} in the same transaction. Owns the tables {@code ops_audit},
 * {@code ops_audit_head} and {@code ops_answers}. Knows no feature and nothing of messaging.
 */
@NullMarked
package shop.opsapi;

import org.jspecify.annotations.NullMarked;
