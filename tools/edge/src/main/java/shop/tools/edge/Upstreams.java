package shop.tools.edge;

import java.net.URI;
import java.util.Map;

/**
 * Where the Kubernetes Services are reached from here.
 *
 * @param known Service to address: {@code http://host:port}, or {@code file:///folder} for a built storefront on this
 *     machine; a Service that is not in it is reached by its name, as in a cluster
 */
record Upstreams(Map<String, URI> known) {

    Upstreams {
        known = Map.copyOf(known);
    }

    /** @param port the Service's port in a cluster */
    URI of(String service, int port) {
        return known.getOrDefault(service, URI.create("http://" + service + ":" + port));
    }
}
