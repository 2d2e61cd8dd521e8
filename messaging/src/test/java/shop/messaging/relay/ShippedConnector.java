package shop.messaging.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import shop.testing.servers.Infrastructure;

/** The configuration of a connector, as it is in {@code k8s/components/kafka-connect}. */
record ShippedConnector(Map<String, String> config) {

    private static final Path CONNECTORS = Path.of("../k8s/components/kafka-connect");

    static ShippedConnector of(String service) throws IOException {
        Map<?, ?> connector =
                new Yaml().load(Files.readString(CONNECTORS.resolve(service).resolve("connector.yaml")));
        assertThat((Map<?, ?>) connector.get("metadata")).extracting("name").isEqualTo(service + "-outbox");
        var config = new HashMap<String, String>();
        ((Map<?, ?>) ((Map<?, ?>) connector.get("spec")).get("config"))
                .forEach((name, value) -> config.put(name.toString(), value.toString()));
        return new ShippedConnector(config);
    }

    /** As shipped, except for the address of the database, and what has the name of the database in it. */
    Map<String, String> against(OutboxDatabase database) {
        var changed = new HashMap<>(config);
        new RelayDatabase(database.url(), database.roles().relay(), Infrastructure.PASSWORD)
                .forDebezium()
                .forEach((name, value) -> {
                    if (name.toString().startsWith("database.")) {
                        changed.put(name.toString(), value.toString());
                    }
                });
        changed.put("database.sslmode", "disable");
        changed.remove("database.sslrootcert");
        changed.put("slot.name", database.slot());
        return changed;
    }
}
