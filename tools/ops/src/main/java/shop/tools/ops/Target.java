package shop.tools.ops;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import shop.tools.stack.NotRunningException;
import shop.tools.stack.RunningStack;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

/** Where the services are and who asks: the stack of this machine, unless addresses are given. */
final class Target {

    private static final String ADDRESSES = "SHOP_OPS_AT";
    private static final String TOKEN = "SHOP_OPS_TOKEN";

    @Option(
            names = "--at",
            paramLabel = "SERVICE=URL",
            split = ",",
            description = {
                "Where the management port of a service is, such as order=http://order-api:9080; may be repeated.",
                "Default: SHOP_OPS_AT in the environment, or else what ./shop up started.",
                "The token then comes from SHOP_OPS_TOKEN or --token-file."
            })
    private @Nullable Map<String, URI> at;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the bearer token. A token on the command line would be seen by others.")
    private @Nullable Path tokenFile;

    /** @throws OpsFailure if there is no stack, no token, or an address that is none */
    Services services(UnaryOperator<@Nullable String> environment) {
        Map<String, URI> given = at == null ? addresses(environment.apply(ADDRESSES)) : at;
        if (given.isEmpty()) {
            return local(environment);
        }
        given.forEach(Target::check);
        return new Services(new LinkedHashMap<>(given), token(environment, null));
    }

    private Services local(UnaryOperator<@Nullable String> environment) {
        try {
            RunningStack stack = RunningStack.find();
            var ports = new StackPorts(stack.state().edgePort());
            var addresses = new LinkedHashMap<String, URI>();
            for (Service service : new Service[] {Service.CART, Service.CHECKOUT, Service.INVENTORY, Service.ORDER}) {
                addresses.put(service.id(), URI.create("http://127.0.0.1:" + ports.management(service)));
            }
            return new Services(addresses, token(environment, stack.home()));
        } catch (NotRunningException e) {
            throw new OpsFailure(
                    ExitCodes.USAGE, e.getMessage() + " For another shop, say where: --at order=http://HOST:9080,…");
        }
    }

    private String token(UnaryOperator<@Nullable String> environment, @Nullable StackHome home) {
        Path file = tokenFile != null ? tokenFile : home == null ? null : home.opsTokenFile();
        String given = environment.apply(TOKEN);
        if (tokenFile == null && given != null && !given.isBlank()) {
            return given.strip();
        }
        if (file == null) {
            throw new OpsFailure(
                    ExitCodes.USAGE,
                    "A token is missing. Put it into the environment as " + TOKEN
                            + ", or into a file: --token-file FILE");
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new OpsFailure(
                    ExitCodes.USAGE,
                    "The token in " + file
                            + " cannot be read. Only the user who started the shop can read it; a shop from before"
                            + " this release has none: ./shop down, then ./shop up.");
        }
    }

    private static Map<String, URI> addresses(@Nullable String text) {
        var addresses = new LinkedHashMap<String, URI>();
        if (text != null && !text.isBlank()) {
            for (String one : text.strip().split("[,\\s]+")) {
                String[] parts = one.split("=", 2);
                if (parts.length != 2) {
                    throw new OpsFailure(
                            ExitCodes.USAGE,
                            ADDRESSES + " must be like order=http://order-api:9080,cart=… and has: " + one);
                }
                addresses.put(parts[0].toLowerCase(Locale.ROOT), URI.create(parts[1]));
            }
        }
        return addresses;
    }

    private static void check(String service, URI address) {
        if (address.getHost() == null || !String.valueOf(address.getScheme()).matches("https?")) {
            throw new OpsFailure(ExitCodes.USAGE, service + " must be at an http address, not at " + address);
        }
    }
}
