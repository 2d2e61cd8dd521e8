package shop.tools.stack;

/**
 * The ports of one stack, all on 127.0.0.1. One number moves them all: each keeps its distance from the edge's.
 *
 * @param edge the port of the shop's front door, 8080 unless {@code SHOP_PORT} or {@code up --port} says otherwise
 */
public record StackPorts(int edge) {

    public static final int DEFAULT_EDGE = 8080;

    private static final int CONSOLE = 8086;
    private static final int POSTGRES = 15432;
    private static final int REPLICA = 15433;
    private static final int KAFKA = 19092;
    private static final int KAFKA_CONTROLLER = 19093;
    private static final int FIRST_SERVICE = 18081;
    private static final int FIRST_MANAGEMENT = 18091;
    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65535 - (KAFKA_CONTROLLER - DEFAULT_EDGE);

    public StackPorts {
        if (edge < LOWEST || edge > HIGHEST) {
            throw new IllegalArgumentException("The port must lie between " + LOWEST + " and " + HIGHEST
                    + ", so that the others have room: " + edge);
        }
    }

    /** The port of the operators' console. */
    public int console() {
        return moved(CONSOLE);
    }

    public int postgres() {
        return moved(POSTGRES);
    }

    public int replica() {
        return moved(REPLICA);
    }

    public int kafka() {
        return moved(KAFKA);
    }

    public int kafkaController() {
        return moved(KAFKA_CONTROLLER);
    }

    /** The port of a service's API. */
    public int api(Service service) {
        return moved(FIRST_SERVICE + service.ordinal());
    }

    /** The port of a service's health, metrics and operations. */
    public int management(Service service) {
        return moved(FIRST_MANAGEMENT + service.ordinal());
    }

    private int moved(int port) {
        return port - DEFAULT_EDGE + edge;
    }
}
