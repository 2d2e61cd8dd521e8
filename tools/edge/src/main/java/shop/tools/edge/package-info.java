/**
 * The front door of a stack without a load balancer, a process of its own: what the AWS load balancer is in production.
 *
 * <p>It routes by reading the Ingress manifest, so a path that is missing there is missing here. Bodies stream both ways
 * without being gathered, so live order status arrives as it is sent. A service that is away is answered for at once with
 * a problem document and {@code Retry-After}. {@link shop.tools.edge.StorefrontHandler} stands in for react-frontend on
 * a machine without one.
 */
@NullMarked
package shop.tools.edge;

import org.jspecify.annotations.NullMarked;
