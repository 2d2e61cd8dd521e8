package shop.tools.stack;

/** A verb cannot do what it was asked to; the message is a sentence for people that says why and what to do. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RefusedException(String sentence) {
        super(sentence);
    }
}
