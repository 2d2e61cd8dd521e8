/** The demo catalogue that a new stack is filled with, through inventory's in-cluster API as any other client would. */
@NullMarked
package shop.tools.client.seed;

import org.jspecify.annotations.NullMarked;
