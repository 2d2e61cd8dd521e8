/**
 * What operators do with dead letters: redrive them, a key at a time and in order, edit one, or discard one with a declared
 * outcome.
 *
 * <p>A redrive is planned first: the plan is a frozen list of keys, each with its last letter, and what runs is what was shown.
 * Then it runs in the background, survives the death of the process, and can be paused and stopped. Effects go through the same
 * handlers, inbox and outbox as those of live events; nothing here writes to Kafka.
 */
@NullMarked
package shop.messaging.redrive;

import org.jspecify.annotations.NullMarked;
