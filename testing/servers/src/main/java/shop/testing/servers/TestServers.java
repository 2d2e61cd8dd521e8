package shop.testing.servers;

import java.util.Map;

/** Where the servers of the tests come from. Both ways run the same versions with the same settings. */
sealed interface TestServers permits EmbeddedServers, ContainerServers {

    /** A cluster that is not started yet, with these settings beside the usual ones. */
    TestPostgres postgres(Map<String, String> settings);

    /** A broker that is not started yet. */
    TestKafka kafka();
}
