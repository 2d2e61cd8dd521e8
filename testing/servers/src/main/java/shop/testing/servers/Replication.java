package shop.testing.servers;

import java.nio.file.Path;
import java.util.Map;
import shop.build.localservers.FreePorts;
import shop.build.localservers.LocalPostgres;
import shop.build.localservers.LocalStandby;

/**
 * A cluster and its streaming replica, neither started. Both are processes of this machine even where the other servers of
 * the tests are containers: a replica begins as a copy of its primary's files, and tests stop its process with signals.
 */
public final class Replication implements AutoCloseable {

    private final Path folder = EmbeddedServers.newFolder("replication");
    private final LocalPostgres primary = EmbeddedServers.localPostgres(folder.resolve("primary"), Map.of());
    private final LocalStandby standby = new LocalStandby(
            primary, folder.resolve("standby"), folder.resolve("standby.log"), FreePorts.next(), Map.of());

    public LocalPostgres primary() {
        return primary;
    }

    public LocalStandby standby() {
        return standby;
    }

    /** Stops both and deletes what they wrote. */
    @Override
    public void close() {
        standby.stop();
        primary.stop();
        EmbeddedServers.delete(folder);
    }
}
