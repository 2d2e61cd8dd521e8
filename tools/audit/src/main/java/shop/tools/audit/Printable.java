package shop.tools.audit;

/** Text from a topic or a table as a report shows it: on one line, without control characters, and not endless. */
final class Printable {

    private static final int LONGEST = 500;

    private Printable() {}

    static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        var printable = new StringBuilder(start.length());
        start.codePoints()
                .map(point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE
                        ? '\uFFFD'
                        : point)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
