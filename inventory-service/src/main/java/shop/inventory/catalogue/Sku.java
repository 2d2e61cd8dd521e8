package shop.inventory.catalogue;

import java.util.regex.Pattern;

/** The form of a stock keeping unit: safe in a path, a query and a log without escaping. */
final class Sku {

    static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    private Sku() {}

    static boolean isWellFormed(String sku) {
        return PATTERN.matcher(sku).matches();
    }
}
