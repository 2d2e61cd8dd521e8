package shop.tools.stack;

/** A verb needs a running stack and there is none; the message says how to get one. */
public final class NotRunningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotRunningException(StackHome home) {
        super("No shop is running in " + home.folder() + ". Start it with: ./shop up");
    }
}
