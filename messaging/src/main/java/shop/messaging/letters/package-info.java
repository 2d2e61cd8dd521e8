/**
 * Dead letters: records that a handler could not process, and the later events of their keys that wait behind them.
 *
 * <p>A row of {@code waiting_keys} is the right to touch its key. Whoever handles, redrives, edits or discards an event of the
 * key locks the row first ({@link shop.messaging.letters.DeadLetters#lock}); otherwise a letter could be stored behind a key that
 * has just been released, and nobody would redrive it. {@link shop.messaging.letters.DeadLetters} is what the inbox uses,
 * {@link shop.messaging.letters.Letters} is what operators use.
 */
@NullMarked
package shop.messaging.letters;

import org.jspecify.annotations.NullMarked;
