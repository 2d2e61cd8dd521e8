package shop.testing.manifests;

import java.util.Map;

/** The subnets of an environment. Each has a network of its own, cut in the same way. */
record AddressPlan(String network) {

    private static final Map<String, String> NETWORKS = Map.of("dev", "10.10", "stage", "10.20", "prod", "10.0");

    static AddressPlan of(String environment) {
        return new AddressPlan(NETWORKS.get(environment));
    }

    String loadBalancer() {
        return "cidr:" + network + ".0.0/20";
    }

    String databases() {
        return "cidr:" + network + ".32.0/20";
    }

    String brokers() {
        return "cidr:" + network + ".48.0/20";
    }
}
