package shop.messaging;

import java.util.UUID;

/**
 * An event as it was received.
 *
 * @param id the CloudEvents id: the same for every delivery of the same event
 */
public record Event<E>(UUID id, E body) {}
