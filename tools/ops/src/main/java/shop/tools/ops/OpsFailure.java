package shop.tools.ops;

/** A verb cannot go on; the message says why and what to do next. */
final class OpsFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    OpsFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
