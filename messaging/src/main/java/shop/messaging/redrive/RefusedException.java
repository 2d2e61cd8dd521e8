package shop.messaging.redrive;

/** What an operator asked for cannot be done. The message says why, and what can be done instead. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Kind kind;

    public RefusedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Why it cannot be done. */
    public enum Kind {
        /** There is no such letter, key or job. */
        NOT_FOUND,
        /** Somebody else was first, or has it now. */
        CONFLICT,
        /** What was asked is not possible, and will not be if it is asked again. */
        INVALID
    }
}
