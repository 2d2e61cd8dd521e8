package shop.eventcodec;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a record of a topic turned out to hold. */
public sealed interface DecodedRecord<E> {

    /** @param id the CloudEvents id: the same for every delivery of the same event */
    record Known<E>(UUID id, E event) implements DecodedRecord<E> {}

    /** An event of a later release, to be skipped. */
    record UnknownType<E>(UUID id, String type) implements DecodedRecord<E> {}

    /**
     * Nobody can read it, now or later: to be kept as a dead letter.
     *
     * @param id {@code null} if the record has none that can be read
     */
    record Malformed<E>(@Nullable UUID id, MalformedEventException reason) implements DecodedRecord<E> {}
}
