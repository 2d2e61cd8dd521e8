package shop.opsapi;

import java.util.Map;
import java.util.UUID;

/** What a service holds of people. One bean for each part of a service that holds any, asked in their {@code @Order}: that is the order of their locks. */
public interface PersonalData {

    /**
     * Erases what this part holds of a shopper, in the transaction of the caller. A second time it finds nothing and changes nothing.
     *
     * @return how many rows of what were erased, such as {@code deliveries} → 3
     */
    Map<String, Integer> erase(UUID shopperId);
}
