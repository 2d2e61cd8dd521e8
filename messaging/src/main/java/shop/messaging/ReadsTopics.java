package shop.messaging;

import java.util.function.BooleanSupplier;

/** Whether this service reads topics: one that reads none has no letters, and no tables for them. Known when its listeners are. */
@FunctionalInterface
public interface ReadsTopics extends BooleanSupplier {}
