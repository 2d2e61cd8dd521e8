package shop.tools.stack;

/** The names of the components of a stack that are no {@link Service}, as people and the state file say them. */
public final class Components {

    public static final String POSTGRES = "postgres";
    public static final String REPLICA = "replica";
    public static final String KAFKA = "kafka";
    public static final String EDGE = "edge";
    public static final String CONSOLE = "console";
    public static final String SUPERVISOR = "supervisor";

    /** The JVM that the services share, if they do not run separately. */
    public static final String SERVICES = "services";

    private Components() {}
}
