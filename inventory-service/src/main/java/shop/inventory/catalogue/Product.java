package shop.inventory.catalogue;

import shop.schemas.Money;

/**
 * Something a shopper can put into a cart.
 *
 * @param available units that could be reserved at the moment of reading
 */
record Product(String sku, String name, String description, Money price, int available) {}
