/**
 * The operators' API for dead letters, below {@code /ops/api/v1} on the management port. Controllers only: who may do what, and the
 * audit trail. What is done is in {@link shop.messaging.redrive}, what is shown in {@link shop.messaging.letters}.
 */
@NullMarked
package shop.messaging.operations;

import org.jspecify.annotations.NullMarked;
