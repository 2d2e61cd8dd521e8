package shop.testing.servers;

/** A server that a test starts, stops and kills. Its data and its port outlive all three, until {@link #close()}. */
public interface TestServer extends AutoCloseable {

    /** Starts it, for the first time or again, and returns when it answers. */
    void start();

    /** Stops it in order. */
    void stop();

    /** Ends it as a crash would. */
    void kill();

    /** Stops it and deletes what it wrote. */
    @Override
    void close();
}
