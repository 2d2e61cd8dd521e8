/**
 * How the shop reads JSON that somebody else wrote, whether an event or an HTTP request.
 *
 * <p>One class, {@link shop.strictjson.StrictJson}. <b>Boundary:</b> Jackson only; it knows neither Kafka nor HTTP.
 */
@NullMarked
package shop.strictjson;

import org.jspecify.annotations.NullMarked;
