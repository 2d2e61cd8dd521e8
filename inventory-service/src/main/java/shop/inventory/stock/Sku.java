package shop.inventory.stock;

import java.util.regex.Pattern;

/** The form of a stock keeping unit: safe in a path, a query and a log without escaping. */
public final class Sku {

    public static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    /** What a request with another form is told. */
    public static final String MESSAGE = "must be 1 to 64 letters, digits, dots, hyphens or underscores";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private Sku() {}

    public static boolean isWellFormed(String sku) {
        return PATTERN.matcher(sku).matches();
    }
}
