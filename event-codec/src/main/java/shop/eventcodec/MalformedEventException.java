package shop.eventcodec;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;

/** A record of a known type that cannot be read. Trying again cannot help. The message quotes nothing of the payload. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String pointer;

    public MalformedEventException(String message) {
        this(message, null);
    }

    MalformedEventException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.pointer = cause instanceof JacksonException json ? pointerOf(json) : null;
    }

    /** Where in the payload it is wrong, as a JSON Pointer (RFC 6901); {@code null} if it is not about one place. */
    public @Nullable String pointer() {
        return pointer;
    }

    /**
     * Whether no release could read the record: it has no id or type, or its payload is no JSON. Otherwise it is JSON of another shape,
     * and the fault may be the reader's.
     */
    public boolean isUnreadableForAnybody() {
        return !(getCause() instanceof JacksonException) || getCause() instanceof StreamReadException;
    }

    private static String pointerOf(JacksonException failure) {
        return failure.getPath().stream()
                .map(place -> place.getPropertyName() == null
                        ? String.valueOf(place.getIndex())
                        : place.getPropertyName().replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining("/", "/", ""));
    }
}
