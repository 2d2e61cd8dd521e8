/**
 * A model check: the decisions of checkout, inventory and order in a pipeline of a few collections.
 *
 * <p>What decides is the services' own code: the answer to a repeated checkout, the stock decision, the fold and the
 * cancellation. What carries it is modelled: transactions with row locks, outbox and slot, relays, partitions, consumers
 * with inbox and batches. A {@link shop.testing.model.Scheduler} with a seed lets one {@link shop.testing.model.Step} after
 * the other happen, faults included; then everything comes to rest. {@link shop.testing.model.Invariants} judges, and a
 * failing schedule is made as short as possible. docs/model-check.md says what is not modelled.
 */
@NullMarked
package shop.testing.model;

import org.jspecify.annotations.NullMarked;
