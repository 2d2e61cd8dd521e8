package shop.tools.launcher.supervision;

import java.util.Map;
import java.util.TreeMap;
import shop.build.localservers.ServiceDatabase;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** The settings that a deployment would give a service, as environment variables: those of a stack on this machine. */
public final class ServiceSettings {

    private ServiceSettings() {}

    /** Those of a stack that runs in this folder, in the order of their names. */
    public static Map<String, String> of(Service service, StackPorts ports, StackHome home) {
        return of(service, ports, Secrets.of(home));
    }

    static ServiceDatabase database(Service service) {
        return new ServiceDatabase(service.id(), service.relays());
    }

    static Map<String, String> of(Service service, StackPorts ports, Secrets secrets) {
        ServiceDatabase database = database(service);
        var settings = new TreeMap<>(Map.ofEntries(
                Map.entry("SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("SERVER_PORT", String.valueOf(ports.api(service))),
                Map.entry("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("MANAGEMENT_SERVER_PORT", String.valueOf(ports.management(service))),
                Map.entry(
                        "SPRING_DATASOURCE_URL",
                        "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + service.id()),
                Map.entry("SPRING_DATASOURCE_USERNAME", database.app()),
                Map.entry("SPRING_DATASOURCE_PASSWORD", secrets.passwordOf(database.app())),
                Map.entry("SPRING_FLYWAY_USER", database.owner()),
                Map.entry("SPRING_FLYWAY_PASSWORD", secrets.passwordOf(database.owner())),
                Map.entry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka()),
                Map.entry("SHOP_HTTP_SESSION_KEY", secrets.sessionKey()),
                Map.entry("SHOP_HTTP_SECURE_COOKIE", "false"),
                Map.entry("SHOP_OPS_TOKEN", secrets.opsToken()),
                // Who has this token is the only operator there is.
                Map.entry("SHOP_OPS_ONE_PERSON", "true"),
                Map.entry("SHOP_CART_URL", "http://127.0.0.1:" + ports.api(Service.CART)),
                Map.entry("SHOP_INVENTORY_URL", "http://127.0.0.1:" + ports.api(Service.INVENTORY))));
        if (database.relayed()) {
            settings.put("SHOP_RELAY_USERNAME", database.relay());
            settings.put("SHOP_RELAY_PASSWORD", secrets.passwordOf(database.relay()));
        }
        if (service == Service.ORDER) {
            settings.put("SHOP_REPLICA_URL", "jdbc:postgresql://127.0.0.1:" + ports.replica() + "/" + service.id());
        }
        return settings;
    }
}
