package shop.eventcodec;

import org.jspecify.annotations.Nullable;

/** A record of a known type that cannot be read. Trying again cannot help. The message quotes nothing of the payload. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
