package shop.testing.manifests;

/**
 * Something that a network policy opens, said in one way only.
 *
 * @param pod at whose end it is opened
 * @param peer {@code pod:name}, {@code ns:name} and perhaps labels, {@code cidr:block}, or {@code anywhere}
 * @param port protocol and number, or {@code any}
 */
record NetworkEdge(String pod, Direction direction, String peer, String port) implements Comparable<NetworkEdge> {

    enum Direction {
        INGRESS("Ingress", "ingress", "from"),
        EGRESS("Egress", "egress", "to");

        final String type;
        final String rules;
        final String peers;

        Direction(String type, String rules, String peers) {
            this.type = type;
            this.rules = rules;
            this.peers = peers;
        }
    }

    static NetworkEdge to(String pod, String peer, String port) {
        return new NetworkEdge(pod, Direction.EGRESS, peer, port);
    }

    static NetworkEdge from(String pod, String peer, String port) {
        return new NetworkEdge(pod, Direction.INGRESS, peer, port);
    }

    @Override
    public int compareTo(NetworkEdge other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return pod + " " + direction.peers + " " + peer + " " + port;
    }
}
