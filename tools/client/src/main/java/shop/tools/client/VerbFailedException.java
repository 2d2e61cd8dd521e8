package shop.tools.client;

/** A verb cannot go on; the message is a sentence for people with the next step in it. */
final class VerbFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    VerbFailedException(String sentence) {
        super(sentence);
    }
}
