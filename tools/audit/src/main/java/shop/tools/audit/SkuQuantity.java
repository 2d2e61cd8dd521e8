package shop.tools.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Units of one SKU. Unlike a line of an event it refuses nothing: what a table or a topic holds is a finding, not an error.
 *
 * @param quantity may be more than an {@code int} holds, where an order has several lines of the SKU
 */
public record SkuQuantity(String sku, long quantity) {

    /** Units per SKU. */
    static Map<String, Long> perSku(List<SkuQuantity> lines) {
        var perSku = new HashMap<String, Long>();
        lines.forEach(line -> perSku.merge(line.sku(), line.quantity(), Long::sum));
        return perSku;
    }
}
