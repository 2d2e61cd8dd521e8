package shop.tools.stack;

import java.util.Locale;
import java.util.Optional;

/** The services of the shop, in the order in which they are started and shown. */
public enum Service {
    INVENTORY,
    CART,
    CHECKOUT,
    ORDER;

    /** Its name as a component of the stack, and the name of its database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The Kubernetes Service that stands for it. */
    public String serviceName() {
        return id() + "-api";
    }

    /** The Maven module it is built in. */
    public String module() {
        return id() + "-service";
    }

    /** The topic its outbox is relayed to; a cart tells nobody. */
    public Optional<String> topic() {
        return this == CART ? Optional.empty() : Optional.of(id() + ".events");
    }

    public static Optional<Service> named(String serviceName) {
        for (Service service : values()) {
            if (service.serviceName().equals(serviceName)) {
                return Optional.of(service);
            }
        }
        return Optional.empty();
    }
}
