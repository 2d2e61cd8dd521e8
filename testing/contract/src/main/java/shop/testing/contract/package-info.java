/**
 * Test kit: compares a running service with its OpenAPI file, by many requests that are made from the file and damaged at random.
 *
 * <p>Start in {@link shop.testing.contract.ContractFuzzer}. Knows no service and no framework; it speaks HTTP over a socket.
 */
@NullMarked
package shop.testing.contract;

import org.jspecify.annotations.NullMarked;
