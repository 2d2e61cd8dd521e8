package shop.tools.stack;

/** A verb cannot do what it was asked to; the message says why and what to do, in words for people. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String sentence) {
        super(sentence);
    }
}
