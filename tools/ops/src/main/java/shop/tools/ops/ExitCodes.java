package shop.tools.ops;

/** What the end of a verb means to a script. */
final class ExitCodes {

    static final int OK = 0;

    /** The verb was asked wrongly, or what it was asked for does not exist. */
    static final int USAGE = 2;

    /** A guard said no: a role, a token, a limit, a missing outcome. Nothing was changed. */
    static final int REFUSED = 3;

    /** Not all of it: a service did not answer, or some letters failed. */
    static final int PARTIAL = 4;

    /** Somebody else was faster, or holds it. Nothing was changed. */
    static final int CONFLICT = 5;

    private ExitCodes() {}
}
