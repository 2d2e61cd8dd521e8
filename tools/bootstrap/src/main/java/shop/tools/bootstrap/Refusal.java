package shop.tools.bootstrap;

/** A verb cannot do what it was asked to; the message says why and what to do, in words for people. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String sentences) {
        super(sentences);
    }
}
