package shop.tools.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shop.tools.stack.Service;
import shop.tools.stack.StackHome;
import shop.tools.stack.StackPorts;

class SecretsTest {

    @TempDir
    private Path folder;

    @Test
    void eachRoleHasAPasswordOfItsOwnThatStays() {
        var home = new StackHome(folder, folder.resolve("shop"));
        Set<String> passwords = new HashSet<>();
        for (Service service : Service.values()) {
            ServiceSettings.of(service, new StackPorts(8080), home).forEach((name, value) -> {
                if (name.endsWith("_PASSWORD")) {
                    assertThat(passwords.add(value)).as(service + " " + name).isTrue();
                }
            });
        }

        // Four applications, four owners, three relays.
        assertThat(passwords).hasSize(11).doesNotContain(Secrets.of(home).password());
        assertThat(Secrets.of(home).passwordOf("order_app")).isIn(passwords);
    }

    @Test
    void aServiceWithoutEventsIsToldOfNoRelay() {
        Map<String, String> cart =
                ServiceSettings.of(Service.CART, new StackPorts(8080), new StackHome(folder, folder.resolve("shop")));

        assertThat(cart.keySet()).noneMatch(name -> name.contains("RELAY"));
    }

    @Test
    void nobodyElseReadsThem() throws IOException {
        var home = new StackHome(folder, folder.resolve("shop"));
        Secrets.of(home).passwordOf("order_app");

        try (Stream<Path> files = Files.walk(home.data()).filter(Files::isRegularFile)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(4).allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
        }
        assertThat(mode(home.passwordFile("order_app").resolveSibling(""))).isEqualTo("rwx------");
        assertThat(mode(home.data())).isEqualTo("rwx------");
    }

    @Test
    void folderThatWasOpenIsClosed() throws IOException {
        Path open = Files.createDirectory(
                folder.resolve("open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

        PrivateFolder.make(open);

        assertThat(mode(open)).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
