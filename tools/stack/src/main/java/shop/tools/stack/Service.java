package shop.tools.stack;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The services of the shop, in the order in which they are started and shown.
 *
 * <p>A service has three names, and each is used in its own places:
 *
 * <table>
 *   <caption>The names of inventory</caption>
 *   <tr><th>name</th><th>method</th><th>where</th></tr>
 *   <tr><td>inventory</td><td>{@link #id()}</td><td>in the local stack: component, log, database; as a prefix in its roles,
 *       HTTP paths, topic and Java packages</td></tr>
 *   <tr><td>inventory-service</td><td>{@link #module()}</td><td>in the build: folder, Maven module, jar, image; in Kafka:
 *       consumer group</td></tr>
 *   <tr><td>inventory-api</td><td>{@link #kubernetesService()}</td><td>in a network: Kubernetes Service, host name in the
 *       cluster and in Compose</td></tr>
 * </table>
 */
public enum Service {
    INVENTORY,
    CART,
    CHECKOUT,
    ORDER;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String module() {
        return id() + "-service";
    }

    public String kubernetesService() {
        return id() + "-api";
    }

    /** The topic its outbox is relayed to; a cart publishes no events. */
    public Optional<String> topic() {
        return this == CART ? Optional.empty() : Optional.of(id() + ".events");
    }

    /** Whether it publishes events: then it has a relay, and its database a role for it. */
    public boolean relays() {
        return topic().isPresent();
    }

    /** The topics of all services. */
    public static List<String> topics() {
        return Arrays.stream(values())
                .map(Service::topic)
                .flatMap(Optional::stream)
                .toList();
    }
}
