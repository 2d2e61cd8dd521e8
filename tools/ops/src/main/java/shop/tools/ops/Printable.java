package shop.tools.ops;

/** Text from a service, as a terminal may be given it. */
final class Printable {

    private Printable() {}

    /** With control characters made visible: a terminal would obey them. */
    static String of(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) && c != '\n' ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** As one argument of a shell. */
    static String quoted(String text) {
        return text.matches("[A-Za-z0-9._:/=@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
