/**
 * Makes faults in a whole shop under load, one after the other, and judges what became of it ({@code ./shop test --faults}).
 *
 * <p>Each row of the matrix is a fault and a seed: {@link shop.testing.faults.Load} orders as shoppers do and keeps what they were told,
 * a {@link shop.testing.faults.Fault} is made at moments that the seed chooses and lifted again, and when all is quiet the audit judges
 * the shop and {@link shop.testing.faults.ClientCheck} compares the shop with what the shoppers were told.
 *
 * <p><b>Boundary:</b> it touches only processes that its own shop has started, and only addresses of the loopback device. Network
 * faults are made in a network namespace of its own.
 */
@NullMarked
package shop.testing.faults;

import org.jspecify.annotations.NullMarked;
