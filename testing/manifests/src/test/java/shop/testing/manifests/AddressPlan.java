package shop.testing.manifests;

/** The subnets of an environment, in the one network that all share. */
record AddressPlan(Contract contract) {

    String loadBalancer() {
        return "cidr:" + contract.publicSubnets();
    }

    String databases() {
        return "cidr:" + contract.databases();
    }

    String brokers() {
        return "cidr:" + contract.brokers();
    }
}
