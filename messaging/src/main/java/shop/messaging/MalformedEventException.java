package shop.messaging;

import org.jspecify.annotations.Nullable;

/** A record of a known type that cannot be read. Trying again cannot help. */
final class MalformedEventException extends RuntimeException {

    MalformedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
