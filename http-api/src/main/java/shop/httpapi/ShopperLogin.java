package shop.httpapi;

import io.micrometer.core.instrument.MeterRegistry;

/** Finds the shopper behind a bearer token. Safe for use by several threads. */
interface ShopperLogin {

    /**
     * @param token as it was sent; it is never logged
     * @throws Problem if it opens nothing here, or if that cannot be found out at the moment
     */
    Shopper shopperOf(String token);

    /** Registers what is worth watching. */
    default void measure(MeterRegistry registry) {}
}
