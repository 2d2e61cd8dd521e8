package shop.tools.launcher.supervision;

/**
 * How much heap a JVM of the stack begins with, and how much it may get.
 *
 * <p>Without a first size the JVM begins with a 64th of the memory of the machine, which is far more than a process of the stack
 * needs, and soon touches all of it.
 *
 * @param first in megabytes
 * @param largest in megabytes
 */
public record Heap(int first, int largest) {}
