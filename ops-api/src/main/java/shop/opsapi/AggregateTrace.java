package shop.opsapi;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What one part of a service knows of one aggregate, for people who ask where it is. Each bean of this type adds its steps.
 *
 * <p>No step holds personal data: everybody who may look at anything may look at these.
 */
public interface AggregateTrace {

    /**
     * @param aggregateId the Kafka key of its events
     * @param events ids of its events that other services have named, for a part that knows events by nothing else
     * @return in any order; empty if it knows nothing
     */
    List<TraceStep> steps(UUID aggregateId, Set<UUID> events);
}
