package shop.build.localservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FreePortsTest {

    @Test
    void portCanBeListenedOn() throws IOException {
        int port = FreePorts.next();

        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.getLocalPort()).isEqualTo(port);
        }
    }

    /** Otherwise it may be taken while the server of a test is away. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void noOutgoingConnectionGetsThePort() throws IOException {
        int firstOfConnections;
        // Read as a stream: the size that the system gives for this file is not its size.
        try (var range = new Scanner(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))) {
            firstOfConnections = range.nextInt();
        }

        assertThat(Stream.generate(FreePorts::next).limit(50))
                .allSatisfy(port -> assertThat(port).isLessThan(firstOfConnections));
    }
}
